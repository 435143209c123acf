// Lets a reader rank options by buttons or by dragging. The form still submits its <select> elements, which this script
// only fills in, so the ballot is the same either way.

const say = (fieldset, text) => {
  let line = fieldset.querySelector(".ranked-line");
  if (!line) {
    line = document.createElement("p");
    line.className = "ranked-line visually-hidden";
    line.setAttribute("aria-live", "polite");
    fieldset.append(line);
  }
  line.textContent = text;
};

// Replaces `%1`, `%2`, … in a sentence by values.
const fill = (sentence, ...values) => sentence.replace(/%(\d)/g, (_, n) => values[n - 1]);

const button = (text, label, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "step";
  made.textContent = text;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
};

/** Makes a ranked question's options movable. */
export const rank = (fieldset) => {
  if (fieldset.dataset.movable) return;
  fieldset.dataset.movable = "1";
  const [placeOf, only, noPlace, placed, up, down] = JSON.parse(fieldset.dataset.words);
  const rows = [...fieldset.querySelectorAll(".option")].map((label) => {
    const select = label.querySelector("select");
    const name = label.querySelector(".text").textContent;
    // Replace the label: the row will contain several controls.
    const row = document.createElement("div");
    row.className = label.className;
    row.dataset.o = label.dataset.o;
    row.append(...label.childNodes);
    label.replaceWith(row);
    select.setAttribute("aria-label", fill(placeOf, name));
    return { row, select, name };
  });
  const end = rows.at(-1).row.nextSibling;
  const places = rows[0].select.options.length - 1;
  let ranked = rows
    .filter(({ select }) => select.value)
    .toSorted((a, b) => a.select.value - b.select.value);

  const draw = () => {
    const rest = rows.filter((row) => !ranked.includes(row));
    for (const { row } of [...ranked, ...rest]) fieldset.insertBefore(row, end);
    for (const item of rows) {
      const at = ranked.indexOf(item);
      item.select.value = at < 0 ? "" : String(at + 1);
      item.row.classList.toggle("placed", at >= 0);
    }
  };
  const move = (item, to, focused) => {
    const others = ranked.filter((other) => other !== item);
    if (to !== null && others.length >= places) return say(fieldset, only);
    const at = to === null ? 0 : Math.max(0, Math.min(to, others.length));
    ranked = to === null ? others : [...others.slice(0, at), item, ...others.slice(at)];
    draw();
    // Moving an element in the document removes its focus.
    focused?.focus();
    say(
      fieldset,
      to === null ? fill(noPlace, item.name) : fill(placed, item.name, at + 1, ranked.length),
    );
  };

  for (const item of rows) {
    const { row, select, name } = item;
    const step = (by) => (event) => {
      const at = ranked.indexOf(item);
      const to = at < 0 ? ranked.length : at + by;
      // One step down from the last place unranks the option.
      move(item, at >= 0 && to >= ranked.length ? null : to, event.currentTarget);
    };
    const steps = document.createElement("span");
    steps.className = "steps";
    steps.append(button("↑", fill(up, name), step(-1)), button("↓", fill(down, name), step(1)));
    row.querySelector(".text").after(steps);
    select.addEventListener("change", () => {
      move(item, select.value ? Number(select.value) - 1 : null, select);
    });
    // Dragging: the row follows the pointer from place to place.
    const text = row.querySelector(".text");
    text.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      const from = event.clientY;
      let moved = false;
      const drag = ({ clientY }) => {
        if (!moved && Math.abs(clientY - from) < 6) return;
        moved = true;
        row.classList.add("dragged");
        const others = ranked.filter((other) => other !== item);
        const to = others.filter((other) => {
          const { top, height } = other.row.getBoundingClientRect();
          return top + height / 2 < clientY;
        }).length;
        if (ranked.indexOf(item) !== to) move(item, to, null);
      };
      // Listen on the document, because a row that moves loses pointer events.
      const ends = ["pointerup", "pointercancel"];
      const drop = () => {
        row.classList.remove("dragged");
        document.removeEventListener("pointermove", drag);
        for (const type of ends) document.removeEventListener(type, drop);
        // A tap ranks the option last, or unranks it.
        if (!moved) move(item, ranked.includes(item) ? null : ranked.length, null);
      };
      document.addEventListener("pointermove", drag);
      for (const type of ends) document.addEventListener(type, drop);
    });
  }
  draw();
};
