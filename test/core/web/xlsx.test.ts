import { strFromU8, unzipSync } from "fflate";
import { expect, it } from "vitest";
import { resultsRows } from "../../../src/core/results/csv.ts";
import { xlsx } from "../../../src/web/polls/xlsx.ts";
import { readXml, type XmlElement } from "../found/xml.ts";
import { asked, published } from "../results/sample-results.ts";
import { poll } from "../samples.ts";

const PROLOG = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** The parts of a workbook, each well-formed XML. */
function partsOf(bytes: Uint8Array): Map<string, XmlElement> {
  return new Map(
    Object.entries(unzipSync(bytes)).map(([name, part]) => {
      const text = strFromU8(part);
      expect(text.startsWith(PROLOG), name).toBe(true);
      return [name, readXml(text.slice(PROLOG.length))];
    }),
  );
}

function elements(parent: XmlElement | undefined, name: string): XmlElement[] {
  return (parent?.children ?? []).flatMap((child) =>
    typeof child === "string"
      ? []
      : [...(child.name === name ? [child] : []), ...elements(child, name)],
  );
}

function textOf(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === "string" ? child : textOf(child)))
    .join("");
}

/** The cells of a workbook as a spreadsheet takes them. */
function cellsOf(bytes: Uint8Array): (string | number)[][] {
  const sheet = partsOf(bytes).get("xl/worksheets/sheet1.xml");
  return elements(sheet, "row").map((row) =>
    elements(row, "c").map((cell) => {
      const text = textOf(cell);
      if (cell.attributes["t"] === "inlineStr") return text.replaceAll("_x005F_", "_");
      return text === "" ? "" : Number(text);
    }),
  );
}

it("has text as text, whatever it begins with, and numbers as numbers", () => {
  const rows = [
    ["a", "=1+1", "＝1", "-1", "a;=b\tc\nd"],
    ['<&">', " spaces ", "_x0041_", "Ёлка 👩‍🚀", ""],
    [0, -1, 1_000_000, 33.3, "007"],
  ];
  expect(cellsOf(xlsx(rows, "next"))).toEqual(rows);
});

it("names its parts as spreadsheets look for them", () => {
  const parts = partsOf(xlsx([["a"]], "a:b/c[d]?*\\".repeat(9)));
  expect([...parts.keys()]).toEqual([
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
  ]);
  const [sheet] = elements(parts.get("xl/workbook.xml"), "sheet");
  expect(sheet?.attributes["name"]).toMatch(/^[^[\]:*?/\\]{1,31}$/);
  const [relation] = elements(parts.get("xl/_rels/workbook.xml.rels"), "Relationship");
  expect(relation?.attributes["Id"]).toBe(sheet?.attributes["r:id"]);
});

it("has the rows of results.csv, and the same bytes for the same rows", () => {
  const results = published(poll([asked("q", ["a", "b"])]), [
    { answers: { q: ["a"] }, audience: null },
  ]);
  const rows = resultsRows(results);
  expect(rows).toHaveLength(3);
  const empty = (cell: unknown): unknown => cell ?? "";
  expect(cellsOf(xlsx(rows, "p"))).toEqual(rows.map((row) => row.map(empty)));
  expect(xlsx(rows, "p")).toEqual(xlsx(rows, "p"));
});
