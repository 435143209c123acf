import { type Formats, pluralPicker } from "./formats.ts";
import type { ListWords } from "./list-words.ts";

const plural = pluralPicker("ru");
const VOTES = { one: "голос", few: "голоса", other: "голосов" };
const OF_BALLOTS = { one: "бюллетеня", other: "бюллетеней" };
const CHOSEN = {
  one: "выбранный вариант",
  few: "выбранных варианта",
  other: "выбранных вариантов",
};

/** Texts about polls in lists, on audiences' pages, in charts and in citations. */
export function lists({ number }: Formats): ListWords {
  const votes = (n: number): string => `${number(n)} ${plural(n, VOTES)}`;
  const voters = (n: number): string =>
    `${number(n)} ${plural(n, { one: "проголосовавший", other: "проголосовавших" })}`;
  const chosen = (n: number): string => `${number(n)} ${plural(n, CHOSEN)}`;
  return {
    polls: {
      every: "Все опросы издания, открытые и закрытые, с результатами.",
      lead: "Все опросы издания. Читатели сами решают, участвовать ли, поэтому числа говорят о тех, кто проголосовал, и больше ни о ком.",
      open: "Открытые",
      soon: "Скоро",
      closed: "Закрытые",
      all: "Все опросы",
      none: "Опросов нет.",
      asked: "Вопросы читателям",
      level: (options, { closed, first }) =>
        `${closed ? "Поровну" : "Пока поровну"}${first ? " первых предпочтений" : ""}: ${options}`,
      preferences: "Больше всего первых предпочтений",
      selections: "Выбирают чаще всего",
      chose: "Больше всего голосов",
      leading: "Впереди",
      opensOn: (date) => `Откроется ${date}`,
      closesOn: (date) => `Закроется ${date}`,
      closedOn: (date) => `Закрылся ${date}`,
      votes,
      before: (n) => `из них подсчитано раньше: ${number(n)}`,
    },
    audience: {
      title: "Как голосовали эти читатели",
      hint: (audience) =>
        `Голосуя, можно указать, к каким читателям вы относитесь. Здесь ответы тех, кто выбрал «${audience}», рядом с ответами всех проголосовавших.`,
      howTitle: "Как читать эти числа",
      how: [
        "Никого не отбирали жребием: читатели сами решили голосовать. Числа говорят, что думают проголосовавшие, и ничего — о других.",
        "Когда голосов мало, каждый из них сильно меняет проценты. Прежде чем сравнивать, посмотрите на число проголосовавших.",
        "То, что две группы расходятся, ещё не объясняет причины. До голосования они могли читать разные статьи.",
        "Числа меньше пяти не показываются, а вместе с ними и другие, чтобы ничей ответ нельзя было вычислить.",
      ],
      elsewhere: "Результаты — на странице опроса.",
      firstOf: (poll, n) =>
        `${poll}: первый из ${number(n)} ${plural(n, { one: "вопроса", other: "вопросов" })}`,
      opensOn: (date) => `Начало голосования: ${date}`,
      afterVote: "Результаты видят те, кто проголосовал.",
      whenClosed: "Результаты появятся, когда опрос закроется.",
      afterClose: (date) => `Результаты появятся после закрытия: ${date}`,
      allNumbers: "Все числа",
      allVoters: "Все проголосовавшие",
      firstPreference: "Первое предпочтение",
      someWithheld: (audience) =>
        `Некоторые числа группы «${audience}» не показаны (–): они меньше пяти или выдали бы такое число.`,
      withheld: (audience) =>
        `Числа группы «${audience}» не показаны: некоторые меньше пяти или выдали бы такое число.`,
      noVotes: "Здесь ещё никто не голосовал.",
      notApart:
        "В этом опросе читатели не разделены на группы: проголосовавших пока слишком мало, или все из одной группы.",
      noneOfThese: (audience) =>
        `Из тех, кто выбрал «${audience}», на этот вопрос пока никто не ответил.`,
      several:
        "Можно было выбрать несколько вариантов: проценты — от числа проголосовавших, и сумма бывает больше 100.",
      before: (n) =>
        `Из чисел всех проголосовавших раньше, в другой системе и без указания группы, подсчитано: ${number(n)}.`,
      dataOf: (poll) => `Данные: ${poll}`,
      json: "Числа (JSON)",
      csv: "Числа (CSV)",
      votesCsv: "Голоса (CSV)",
      codebook: "Описание данных",
    },
    period: {
      notOpen: "ещё не открыт",
      opens: (date) => `откроется ${date}`,
      between: (from, to) => `открыт с ${from} до ${to}`,
      since: (date) => `открыт с ${date}`,
      until: (date) => `открыт до ${date}`,
      open: "открыт",
      closed: "закрыт",
      closedOn: (date) => `закрыт ${date}`,
    },
    chart: {
      kicker: (period) => `Опрос читателей, ${period}`,
      noVotes: "Голосов нет.",
      votes: (n) => `${votes(n)}.`,
      votesBefore: (all, before, here) =>
        `Всего голосов: ${number(all)}; подсчитано раньше: ${number(before)}, здесь: ${number(here)}.`,
      preferences: (n) => `Первые предпочтения: ${voters(n)}.`,
      selections: (n, all) =>
        `${voters(n)}, ${chosen(all)}. Проценты — от числа проголосовавших; можно было выбрать несколько вариантов.`,
      selectionsBefore: (n, all, before) =>
        `${voters(n)}, ${chosen(all)}, из них подсчитано раньше: ${number(before)}. Проценты — от числа проголосовавших; можно было выбрать несколько вариантов.`,
      selectionsUnknown: (n, all, before) =>
        `${voters(n)} здесь, ${chosen(all)}, из них подсчитано раньше: ${number(before)}; сколько было тогда проголосовавших, неизвестно.`,
      counting: "Преференциальный подсчёт ещё идёт.",
      noWinner: "Преференциальный подсчёт не выявил победителя.",
      wins: (round, won, of, exhausted, option) => {
        const none = exhausted === 0 ? "" : ` (ни за один из оставшихся: ${number(exhausted)})`;
        return `Побеждает по преференциальному подсчёту в туре\u00A0${number(round)}, ${number(won)} из ${number(of)} ${plural(of, OF_BALLOTS)}${none}: ${option}`;
      },
      tie: (won, of, options) =>
        `Преференциальный подсчёт не выявил победителя, по ${number(won)} из ${number(of)} ${plural(of, OF_BALLOTS)}: ${options}`,
      brokenBy: {
        "earlier-round":
          "По ходу подсчёта было поровну; решил один из предыдущих туров, и от этого зависел итог.",
        order:
          "По ходу подсчёта было поровну; решил порядок вариантов в опросе, и от этого зависел итог.",
      },
      before: (source) => `Подсчитано раньше: ${source}`,
      source: (site) =>
        `Источник: ${site}. Читатели сами решили участвовать; результат не представляет никакую совокупность людей.`,
    },
    cite: {
      title: (title) => `«${title}»`,
      poll: "опрос читателей",
      votes,
      brought: "числа из другой системы",
      votesBrought: (n) => `${votes(n)} из другой системы`,
      and: (here, brought) => `${here} и ${brought}`,
      accessed: (date) => `Дата обращения: ${date}`,
    },
  };
}
