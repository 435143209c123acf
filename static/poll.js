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
