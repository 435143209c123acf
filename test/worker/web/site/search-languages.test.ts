import { beforeAll, expect, it } from "vitest";
import { find, marked } from "./search-support.ts";
import { article, publish, putSite, send } from "../../support/site.ts";

const TEXTS: Record<string, string> = {
  french: "L'été, le café est fermé.",
  plain: "An ete without a cafe.",
  german: "Die Straße nach Köln.",
  polish: "Łódź i żółw.",
  danish: "Smørrebrød på Ærø.",
  turkish: "Iğdır ılık, İstanbul'da bilgisayarı aldı.",
  vietnamese: "Phở ở Đà Nẵng.",
  greek: "Η Αθήνα το καλοκαίρι.",
  russian: "Ёлка и война, мой двор.",
  arabic: "قالَ مُحَمَّدٌ إنّ السَّلامَ آتٍ.",
  hebrew: "שָׁלוֹם עוֹלָם בְּרֵאשִׁ֖ית",
  hindi: "हिन्दी में शांति की बात",
  chinese: "联合国在北京讨论世界和平问题。",
  traditional: "臺北的AI技術發展",
  japanese: "東京都で平和についての会議、カメラとスーパー。",
  thai: "ประเทศไทยต้องการสันติภาพ",
  korean: "한국의 평화를 위하여",
};

beforeAll(async () => {
  await putSite();
  await send("POST", "/articles", {
    articles: Object.entries(TEXTS).map(([slug, text]) => article(slug, { title: "Text" }, text)),
  });
  await publish();
});

it.each([
  ["été", ["french", "plain"]],
  ["ete", ["french", "plain"]],
  ["CAFE\u0301", ["french", "plain"]],
  ["strasse", ["german"]],
  ["STRASSE", ["german"]],
  ["straße", ["german"]],
  ["koln", ["german"]],
  ["lodz zolw", ["polish"]],
  ["ŁÓDŹ", ["polish"]],
  ["smorrebrod aero", ["danish"]],
  ["ığdır", ["turkish"]],
  ["IĞDIR", ["turkish"]],
  ["igdir istanbul", ["turkish"]],
  ["İSTANBUL", ["turkish"]],
  ["BİLGİSAYARI", ["turkish"]],
  ["bilgisayari", ["turkish"]],
  ["pho da nang", ["vietnamese"]],
  ["ΑΘΗΝΑ", ["greek"]],
  ["αθηνα", ["greek"]],
  ["елка", ["russian"]],
  ["ВОЙНА", ["russian"]],
  ["мои", []],
  ["محمد", ["arabic"]],
  ["السلام ات", ["arabic"]],
  ["مُحَمَّدٌ", ["arabic"]],
  ["ان", ["arabic"]],
  ["שלום", ["hebrew"]],
  ["שָׁלוֹם", ["hebrew"]],
  ["בראשית", ["hebrew"]],
  ["हिन्दी", ["hindi"]],
  ["शांति", ["hindi"]],
  ["शाति", []],
  ["北京", ["chinese"]],
  ["京", ["chinese", "japanese"]],
  ["世界和平", ["chinese"]],
  ["京北", []],
  ["和平 北京", ["chinese"]],
  ["北京　和平", ["chinese"]],
  ["平和", ["japanese"]],
  ["東京", ["japanese"]],
  ["カメラ", ["japanese"]],
  ["スーパー", ["japanese"]],
  ["についての会議", ["japanese"]],
  ["東京 -会議", []],
  ["AI技術", ["traditional"]],
  ["ai", ["traditional"]],
  ["สันติภาพ", ["thai"]],
  ["ไทย", ["thai"]],
  ["한국", ["korean"]],
  ["평화", ["korean"]],
])("%s finds %j", async (query, slugs) => {
  expect((await find(query)).toSorted()).toEqual(slugs.toSorted());
});

it.each([
  ["strasse", ["Straße"]],
  ["lodz", ["Łódź"]],
  ["igdir", ["Iğdır"]],
  ["世界和平", ["世界和平"]],
  ["محمد", ["مُحَمَّدٌ"]],
  ["hello", []],
])("%s is marked as it is written: %j", async (query, found) => {
  expect(await marked(query)).toEqual(found.map((text) => text.normalize("NFC")));
});
