import { type Formats, pluralPicker } from "./formats.ts";
import type { PageWords } from "./page-words.ts";

const plural = pluralPicker("ru");

/** Texts of pages. */
export function pages({ number }: Formats): PageWords {
  return {
    site: {
      skip: "К тексту",
      search: "Поиск",
      sections: "Разделы",
      polls: "Опросы",
      more: "Ещё",
      archive: "Архив",
      atomFeed: "Лента Atom",
      views: "Статьи выражают мнение их авторов.",
      light: "Светлое оформление",
      dark: "Тёмное оформление",
      toFront: "На главную",
    },
    article: {
      by: (names, n) => `${n === 1 ? "Автор" : "Авторы"}: ${names}`,
      updated: (date) => `Обновлено ${date}`,
      minutes: (n) =>
        `${number(n)} ${plural(n, { one: "минута", few: "минуты", other: "минут" })} чтения`,
      alsoIn: (languages) => `На других языках: ${languages}`,
      more: "Другие статьи",
      related: "По теме",
      beside: "Предыдущая и следующая статьи",
      previous: "Предыдущая",
      next: "Следующая",
    },
    list: {
      articles: "Статьи",
      latest: "Последние статьи",
      all: "Все статьи",
      none: "Статей пока нет.",
      subject: "Тема",
      author: "Автор",
      pages: "Страницы",
      newer: "Новее",
      older: "Старше",
      pageOf: (page, all) => `Страница ${number(page)} из ${number(all)}`,
      paged: (title, page) => `${title}, страница ${number(page)}`,
      archiveLead: "Все статьи по годам, темам и авторам.",
      years: "Годы",
      subjects: "Темы",
      authors: "Авторы",
    },
    search: {
      label: "Искать в статьях",
      titleOf: (query) => `Поиск: ${query}`,
      quoted: "Слова в кавычках",
      tips: (quoted) =>
        `В статье должны быть все слова. ${quoted} должны идти подряд; -слово исключает статьи с этим словом.`,
      newest: "Новые статьи",
      count: (n) =>
        `${number(n)} ${plural(n, { one: "статья", few: "статьи", many: "статей", other: "статьи" })}`,
      countOver: (n) => `Больше ${number(n)} статей. Вот самые подходящие:`,
      nothing: (query) => `Нет статей, в которых есть ${query}`,
      otherWords: "Попробуйте меньше слов, другие слова или только начало слова.",
      archive: "архив",
      lookThrough: (archive) => `Или просмотрите ${archive}: все статьи по годам, темам и авторам.`,
      back: "Назад",
      more: "Дальше",
    },
    share: {
      title: "Поделиться статьёй",
      mail: "Эл. почта",
      copy: "Скопировать ссылку",
      copied: "Скопировано",
      other: "Поделиться…",
    },
    preview: {
      draft: "Черновик",
      preview: "Предварительный просмотр",
      ofDraft: (label, until) => `${label}: виден только тем, у кого есть эта ссылка, до ${until}.`,
      ofComing: (label, from, until) =>
        `${label}: читатели увидят статью ${from}; ссылка действует до ${until}.`,
      ofPublished: (label, until) => `${label}: статья опубликована; ссылка действует до ${until}.`,
      noVote: "Голосовать здесь нельзя.",
      poll: "Так будет выглядеть опрос: голосовать здесь нельзя.",
    },
    feed: { voteIn: (poll) => `Проголосовать в опросе: ${poll}` },
  };
}
