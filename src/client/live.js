// While an open poll is in view, its numbers are asked for every few seconds: a small answer that caches share, and an
// empty one (304) where nothing has changed. What the reader has chosen and where the focus is stays untouched.
const RENEW_MS = 5000;

const find = (at, selector) => at.querySelector(selector);
const all = (at, selector) => at.querySelectorAll(selector);

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

/** Puts fresh numbers into a poll. @returns whether the poll is still open */
const renew = async (section) => {
  const response = await fetch(`/polls/${section.dataset.poll}/results.json`);
  if (!response.ok) return true;
  const results = await response.json();
  const number = new Intl.NumberFormat(section.lang);
  const share = new Intl.NumberFormat(section.lang, { style: "percent" });
  const [, , news, closed] = JSON.parse(section.dataset.words);
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
  if (results.status !== "open") announce(section, closed);
  return results.status === "open";
};

/**
 * Keeps an open poll's numbers fresh until it closes or gives way to another state of it.
 *
 * @param show puts the part of an answer that is about the poll in its place
 * @param base what the addresses of polls' pages begin with
 */
export const live = (section, show, base) => {
  let inView = false;
  const look = async () => {
    if (document.hidden || !inView || (await renew(section))) return;
    stop();
    // Whoever is in the middle of it is told, and not thrown out.
    if (section.contains(document.activeElement)) return;
    await show(section, await fetch(`${base}/polls/${section.dataset.poll}`));
  };
  const tick = () => {
    if (!section.isConnected) stop();
    // A failure is no news: the numbers on the page are those of a moment ago.
    else look().catch(() => {});
  };
  const timer = setInterval(tick, RENEW_MS);
  // The first entry comes at once, and with it the first look.
  const observer = new IntersectionObserver((entries) => {
    const was = inView;
    inView = entries.at(-1).isIntersecting;
    if (inView && !was) tick();
  });
  observer.observe(section);
  const stop = () => {
    clearInterval(timer);
    observer.disconnect();
  };
};
