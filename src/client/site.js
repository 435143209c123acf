// Runs on every page: the switch between light and dark, and the browser's own means of sharing. Without it the page
// follows the system's preference, and the sharing links still work.
(() => {
  const root = document.documentElement;
  const remember = (theme) => {
    try {
      if (theme) localStorage.theme = theme;
      else delete localStorage.theme;
    } catch {
      // Storage is blocked: the choice applies to this page only.
    }
  };
  const button = document.querySelector(".theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const name = () => {
    button.title = isDark() ? button.dataset.light : button.dataset.dark;
    button.ariaLabel = button.title;
  };
  if (button) {
    button.hidden = false;
    name();
    system.addEventListener("change", name);
    button.addEventListener("click", () => {
      const wanted = isDark() ? "light" : "dark";
      // The choice equals the system's preference, so forget it.
      const asSystem = wanted === (system.matches ? "dark" : "light");
      if (asSystem) delete root.dataset.theme;
      else root.dataset.theme = wanted;
      remember(asSystem ? null : wanted);
      name();
    });
  }

  for (const share of document.querySelectorAll(".share")) {
    const { url, title, copy, copied, other } = share.dataset;
    const add = (text, act) => {
      const item = document.createElement("li");
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = text;
      made.addEventListener("click", () => act(made));
      item.append(made);
      share.querySelector("ul").prepend(item);
    };
    if (navigator.clipboard) {
      add(copy, async (made) => {
        try {
          await navigator.clipboard.writeText(url);
          made.textContent = copied;
        } catch {
          made.textContent = url;
        }
        share.querySelector("[role=status]").textContent = made.textContent;
      });
    }
    // Closing the share sheet rejects the promise; that is not an error.
    if (navigator.share) add(other, () => navigator.share({ url, title }).catch(() => {}));
  }
})();
