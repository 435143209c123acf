// Lets a reader vote without leaving the article. Without this script the forms work as plain HTML: it sends what the
// form would send, and shows the part of the answer that the form would lead to.
(() => {
  const base = location.pathname.startsWith("/embed/") ? "/embed" : "";
  const find = (at, selector) => at.querySelector(selector);
  const all = (at, selector) => at.querySelectorAll(selector);
  // What is said to readers comes with the poll, in its language.
  const words = (section) => JSON.parse(section.dataset.words);

  const show = async (section, response) => {
    // Without its style, which this page's policy would report.
    const html = (await response.text()).replace(/<style[^]*?<\/style>/, "");
    const page = new DOMParser().parseFromString(html, "text/html");
    const next = page.getElementById(section.id);
    if (!next) throw new Error(find(page, ".problem")?.textContent ?? "");
    // The poll's own page has the title as its first heading; here it stays what it was.
    const title = find(section, "header > :last-child");
    find(next, "header > :last-child").replaceWith(title);
    section.replaceWith(next);
    enhance(next);
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

  // The button keeps the focus and says that it works: a second press while it does is one press.
  const send = async (form, button, section) => {
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    button.setAttribute("aria-disabled", "true");
    const label = button.textContent;
    const [sending, failed] = words(section);
    button.textContent = sending;
    find(form, ".failure")?.remove();
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "text/html" },
        signal: AbortSignal.timeout(30000),
      });
      // Another's script runs only in a page of its own.
      if (response.status === 429 && (await response.clone().text()).includes("cf-turnstile")) {
        form.submit();
        return;
      }
      const next = await show(section, response);
      if (find(next, ".receipt")) remembered(next, "1");
      const wrong = find(
        next,
        "[aria-invalid], fieldset[aria-describedby*=error] :is(input, select)",
      );
      next.tabIndex = -1;
      (wrong ?? next).focus();
    } catch (error) {
      delete form.dataset.busy;
      button.removeAttribute("aria-disabled");
      button.textContent = label;
      const line = document.createElement("p");
      line.className = "error failure";
      line.role = "alert";
      line.textContent = (error.name === "Error" && error.message) || failed;
      form.prepend(line);
    }
  };

  // While an open poll is in view, its numbers are asked for every few seconds: a small answer that caches share, and an
  // empty one (304) where nothing has changed. What the reader has chosen and where the focus is stays untouched.
  const RENEW_MS = 5000;
  const inView = new Set();
  const renew = async (section) => {
    const response = await fetch(`/polls/${section.dataset.poll}/results.json`);
    if (!response.ok) return;
    const results = await response.json();
    const number = new Intl.NumberFormat(section.lang);
    const share = new Intl.NumberFormat(section.lang, { style: "percent" });
    const [, , news, closed] = words(section);
    let changed = false;
    all(section, "fieldset, .questions > li").forEach((place, i) => {
      const question = results.questions[i];
      for (const row of all(place, "[data-o]")) {
        const option = question?.options.find(({ id }) => id === row.dataset.o);
        const figure = find(row, ".figure");
        const text =
          option && `${number.format(option.total)} (${share.format(option.percent / 100)})`;
        if (!text || !figure || figure.textContent === text) continue;
        figure.textContent = text;
        find(row, "rect").setAttribute("width", option.percent);
        changed = true;
      }
      for (const n of all(place, "[data-n]")) {
        if (question) n.textContent = number.format(question[n.dataset.n]);
      }
    });
    if (changed) announce(section, news.replace("%1", find(section, ".total").textContent));
    if (results.status === "open") return;
    delete section.dataset.live;
    announce(section, closed);
    // Whoever is in the middle of it is told, and not thrown out.
    if (section.contains(document.activeElement)) return;
    await show(section, await fetch(`${base}/polls/${section.dataset.poll}`));
  };
  const announce = (section, text) => {
    let line = find(section, "[aria-live]");
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
  setInterval(() => {
    if (document.hidden) return;
    for (const section of inView) {
      if (!section.isConnected) inView.delete(section);
      // A failure is no news: the numbers on the page are those of a moment ago.
      else if ("live" in section.dataset) renew(section).catch(() => {});
    }
  }, RENEW_MS);

  // Each reader sees the options in an order of their own where the editor asks for it, the same one as long as the page
  // is open. The option that asks for words stays at the end.
  const order = new Map();
  const shuffle = (fieldset) => {
    const place = (row) => {
      const key = `${fieldset.id} ${row.dataset.o}`;
      if (!order.has(key)) order.set(key, Math.random());
      return order.get(key);
    };
    const rows = [...all(fieldset, "label.option:not(:has(+ .own))")];
    const end = rows.at(-1)?.nextSibling ?? null;
    for (const row of rows.toSorted((a, b) => place(a) - place(b))) fieldset.insertBefore(row, end);
  };
  const enhance = (section) => {
    observer.observe(section);
    all(section, "[data-shuffle]").forEach(shuffle);
    if (find(section, ".ranking")) {
      import("/rank.js").then(
        ({ rank }) => all(section, ".ranking").forEach(rank),
        () => {},
      );
    }
  };
  all(document, ".poll").forEach(enhance);

  document.addEventListener("submit", (event) => {
    const section = event.target.closest(".poll[data-words]");
    if (!section) return;
    event.preventDefault();
    void send(event.target, event.submitter ?? find(event.target, "button"), section);
  });
  document.addEventListener("input", ({ target }) => {
    if (!target.matches(".own") || !target.value) return;
    const box = find(target.form, `[data-o="${target.dataset.of}"] input`);
    if (box) box.checked = true;
  });

  // Everybody gets the same article; this reader's receipt is on the poll's own page.
  for (const section of all(document, ".poll:not(:has(.receipt))")) {
    if (!remembered(section)) continue;
    fetch(`${base}/polls/${section.dataset.poll}`)
      .then((response) => {
        // Nor is whoever has begun to fill it in.
        const isLeft = !section.contains(document.activeElement);
        return response.ok && isLeft ? show(section, response) : null;
      })
      .catch(() => {});
  }
})();
