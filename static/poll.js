// Lets a reader vote without leaving the article. Without this script the forms work as plain HTML: it sends what the
// form would send, and shows the part of the answer that the form would lead to.
(() => {
  const show = async (section, response) => {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const next = page.getElementById(section.id);
    if (!next) throw new Error(page.querySelector(".problem")?.textContent ?? "");
    // The poll's own page has the title as its first heading; here it stays what it was.
    const title = section.querySelector("header > :last-child");
    next.querySelector("header > :last-child").replaceWith(title);
    section.replaceWith(next);
    observe(next);
    return next;
  };
  // A convenience only, which a reader may have forbidden: the server knows who has voted.
  const remembered = (section, value) => {
    try {
      const key = `voted:${section.dataset.poll}`;
      if (value) localStorage.setItem(key, value);
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };

  const send = async (form, section) => {
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const body = new URLSearchParams(new FormData(form));
      const response = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "text/html" },
      });
      const next = await show(section, response);
      if (next.querySelector(".receipt")) remembered(next, "1");
      next.tabIndex = -1;
      next.focus();
    } catch (error) {
      button.disabled = false;
      form.querySelector(".error")?.remove();
      const line = document.createElement("p");
      line.className = "error";
      line.role = "alert";
      line.textContent = error.message || "Your vote could not be sent. Please try again.";
      form.prepend(line);
    }
  };

  // While an open poll is in view, its numbers are asked for every few seconds: a small answer that caches share, and an
  // empty one (304) where nothing has changed. What the reader has chosen and where the focus is stays untouched.
  const RENEW_MS = 5000;
  const format = new Intl.NumberFormat(document.documentElement.lang);
  const inView = new Set();
  const renew = async (section) => {
    const response = await fetch(`/polls/${section.dataset.poll}/results.json`);
    if (!response.ok) return;
    const results = await response.json();
    if (results.status !== "open") delete section.dataset.live;
    let changed = false;
    section.querySelectorAll("fieldset, .questions > li").forEach((place, i) => {
      const question = results.questions[i];
      place.querySelectorAll(".option").forEach((row, j) => {
        const option = question?.options[j];
        const figure = row.querySelector(".figure");
        const text = option && `${format.format(option.total)} (${option.percent}%)`;
        if (!text || !figure || figure.textContent === text) return;
        figure.textContent = text;
        row.querySelector("rect").setAttribute("width", option.percent);
        changed = true;
      });
      for (const n of place.querySelectorAll("[data-n]")) {
        if (question) n.textContent = format.format(question[n.dataset.n]);
      }
    });
    if (changed) announce(section, `New numbers: ${section.querySelector(".total").textContent}`);
  };
  const announce = (section, text) => {
    let line = section.querySelector("[aria-live]");
    if (!line) {
      line = document.createElement("p");
      line.className = "visually-hidden";
      line.setAttribute("aria-live", "polite");
      section.append(line);
    }
    line.textContent = text;
  };
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) inView.add(target);
      else inView.delete(target);
    }
  });
  const observe = (section) => observer.observe(section);
  setInterval(() => {
    if (document.hidden) return;
    for (const section of inView) {
      if (!section.isConnected) inView.delete(section);
      // A failure is no news: the numbers on the page are those of a moment ago.
      else if ("live" in section.dataset) renew(section).catch(() => {});
    }
  }, RENEW_MS);
  document.querySelectorAll(".poll").forEach(observe);

  document.addEventListener("submit", (event) => {
    const section = event.target.closest(".poll");
    if (!section) return;
    event.preventDefault();
    void send(event.target, section);
  });

  // Everybody gets the same article; this reader's receipt is on the poll's own page.
  for (const section of document.querySelectorAll(".poll:not(:has(.receipt))")) {
    if (!remembered(section)) continue;
    fetch(`/polls/${section.dataset.poll}`)
      .then((response) => response.ok && show(section, response))
      .catch(() => {});
  }
})();
