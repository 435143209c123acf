// Lets a reader vote without leaving the page. It sends what the plain HTML form would send, and shows the poll's section
// of the response. Without it the forms still work.
(() => {
  const base = location.pathname.startsWith("/embed/") ? "/embed" : "";
  const find = (at, selector) => at.querySelector(selector);
  const all = (at, selector) => at.querySelectorAll(selector);
  // Texts for readers come with the poll, in its language.
  const words = (section) => JSON.parse(section.dataset.words);

  // Chromium enforces Trusted Types. Only this site's own responses are parsed, into an inert document; the content
  // security policy allows no second policy of this name.
  const trusted = globalThis.trustedTypes?.createPolicy("poll", { createHTML: (html) => html });

  const show = async (section, response) => {
    // Without its style sheet, which this page's content security policy would report.
    const html = (await response.text()).replace(/<style[^]*?<\/style>/, "");
    const page = new DOMParser().parseFromString(trusted?.createHTML(html) ?? html, "text/html");
    const next = page.getElementById(section.id);
    if (!next) throw new Error(find(page, ".problem")?.textContent ?? "");
    // Keep this page's heading: on the poll's own page the title is an <h1>.
    const title = find(section, "header > :last-child");
    find(next, "header > :last-child").replaceWith(title);
    section.replaceWith(next);
    enhance(next);
    return next;
  };
  // Only a convenience, and storage may be blocked: the server knows who has voted.
  const remembered = (section, value) => {
    try {
      const key = `voted:${section.dataset.poll}`;
      if (value) localStorage.setItem(key, value);
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };

  // The button keeps the focus and shows progress. A second press meanwhile is ignored.
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
      // Turnstile's third-party script needs a full page load.
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

  // Shuffles the options if the editor asks for it, in an order that is stable while the page is open. The “other” option
  // stays last.
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
    // Load what only some polls need. If that fails, they remain plain forms with the current numbers.
    const load = (file, use) => void import(file).then(use, () => {});
    if (find(section, ".ranking")) {
      load("/rank.js", ({ rank }) => all(section, ".ranking").forEach(rank));
    }
    // Not before the first update is due.
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

  // The article is the same for everybody, so fetch this reader's receipt from the poll's own page.
  for (const section of all(document, ".poll:not(:has(.receipt))")) {
    if (!remembered(section)) continue;
    fetch(`${base}/polls/${section.dataset.poll}`)
      .then((response) => {
        // Do not replace a form that the reader has begun to fill in.
        const isLeft = !section.contains(document.activeElement);
        return response.ok && isLeft ? show(section, response) : null;
      })
      .catch(() => {});
  }
})();
