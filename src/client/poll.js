// Lets a reader vote without leaving the article. Without this script the forms work as plain HTML: it sends what the
// form would send, and shows the part of the answer that the form would lead to.
(() => {
  const base = location.pathname.startsWith("/embed/") ? "/embed" : "";
  const find = (at, selector) => at.querySelector(selector);
  const all = (at, selector) => at.querySelectorAll(selector);
  // What is said to readers comes with the poll, in its language.
  const words = (section) => JSON.parse(section.dataset.words);

  // Chromium parses no text that no policy vouches for. What is parsed here is this site's own answer, into a document in
  // which nothing runs; there can be no second policy of this name.
  const trusted = globalThis.trustedTypes?.createPolicy("poll", { createHTML: (html) => html });

  const show = async (section, response) => {
    // Without its style, which this page's policy would report.
    const html = (await response.text()).replace(/<style[^]*?<\/style>/, "");
    const page = new DOMParser().parseFromString(trusted?.createHTML(html) ?? html, "text/html");
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
    all(section, "[data-shuffle]").forEach(shuffle);
    // What only some polls need is fetched for them; without it they are plain forms, with the numbers of the moment.
    const load = (file, use) => void import(file).then(use, () => {});
    if (find(section, ".ranking")) {
      load("/rank.js", ({ rank }) => all(section, ".ranking").forEach(rank));
    }
    // Not before fresh numbers are due.
    const follow = ({ live }) => live(section, show, base);
    if ("live" in section.dataset) setTimeout(load, 5000, "/live.js", follow);
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
