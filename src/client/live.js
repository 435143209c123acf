// While an open poll is in view, fetches its numbers every few seconds: a small response that caches share, or an empty
// one (304) if nothing has changed. The reader's selection and the focus stay as they are.
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

/** Updates a poll's numbers. @returns whether the poll is still open */
const renew = async (section) => {
  const response = await fetch(`/polls/${section.dataset.poll}/results.json`);
  if (!response.ok) return true;
  const results = await response.json();
  const number = new Intl.NumberFormat(section.lang);
  const share = new Intl.NumberFormat(section.lang, { style: "percent" });
  const names = new Intl.ListFormat(section.lang);
  const [, , news, closed, level] = JSON.parse(section.dataset.words);
  let changed = false;
  all(section, "fieldset, .questions > li").forEach((place, i) => {
    const question = results.questions[i];
    for (const row of all(place, "[data-o]")) {
      const option = question?.options.find(({ id }) => id === row.dataset.o);
      const figure = find(row, ".figure");
      if (!option || !figure) continue;
      // A share is printed as the server has rounded it; the bar is exact.
      const shown = option.shown?.replace(/\d+/, (whole) => share.format(whole / 100));
      const text = number.format(option.total) + (shown ? ` (${shown})` : "");
      find(row, "rect")?.setAttribute("width", (100 * option.total) / (question.base || 1));
      if (figure.textContent === text) continue;
      figure.textContent = text;
      changed = true;
    }
    const tell = (line, shown, text) => {
      if (!line) return;
      line.hidden = !shown;
      if (text) line.textContent = text;
    };
    const tied = question?.options.filter(({ id }) => question.tie.includes(id)) ?? [];
    tell(find(place, ".rounded"), question && !question.addsUp);
    tell(
      find(place, ".level"),
      tied.length > 0,
      level.replace("%1", () => names.format(tied.map(({ text }) => text))),
    );
    for (const n of all(place, "[data-n]")) {
      if (question) n.textContent = number.format(question[n.dataset.n]);
    }
  });
  if (changed) announce(section, news.replace("%1", find(section, ".total").textContent));
  if (results.status !== "open") announce(section, closed);
  return results.status === "open";
};

/**
 * Updates an open poll's numbers until it closes or its section is replaced.
 *
 * @param show replaces the section by the one in a response
 * @param base the path prefix of polls' pages
 */
export const live = (section, show, base) => {
  let inView = false;
  const look = async () => {
    if (document.hidden || !inView || (await renew(section))) return;
    stop();
    // A reader who is filling in the form keeps it; `renew` has announced the closing.
    if (section.contains(document.activeElement)) return;
    await show(section, await fetch(`${base}/polls/${section.dataset.poll}`));
  };
  const tick = () => {
    if (!section.isConnected) stop();
    // Ignore failures: the page keeps its recent numbers.
    else look().catch(() => {});
  };
  const timer = setInterval(tick, RENEW_MS);
  // The observer reports once at the start, which triggers the first update.
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
