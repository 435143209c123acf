import { strToU8, zipSync } from "fflate";
import { escapeXml } from "../../core/text/escape.ts";
import type { Cell } from "../../core/results/csv.ts";

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/**
 * A table as a workbook with one sheet (ECMA-376). Its first row, the columns' names, stays in view.
 *
 * Text is text whatever it begins with, and numbers are numbers in every country, because no cell is parsed. The same
 * table gives the same bytes.
 */
export function xlsx(rows: readonly (readonly Cell[])[], sheet: string): Uint8Array<ArrayBuffer> {
  const parts = {
    "[Content_Types].xml": `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/></Types>`,
    "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
    "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${RELATION}"><sheets><sheet name="${sheetName(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>${rows.map(row).join("")}</sheetData></worksheet>`,
  };
  const files = Object.entries(parts).map(([name, xml]) => [name, strToU8(XML + xml)]);
  return new Uint8Array(zipSync(Object.fromEntries(files), { mtime: "1980-01-01T00:00:00" }));
}

function relation(type: string, target: string): string {
  return `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATION}/${type}" Target="${target}"/></Relationships>`;
}

/** At most 31 characters, without those that Excel refuses. */
function sheetName(name: string): string {
  return escapeXml(name.replace(/[[\]:*?/\\]/g, " ").slice(0, 31));
}

function row(cells: readonly Cell[]): string {
  return `<row>${cells.map(cell).join("")}</row>`;
}

function cell(value: Cell): string {
  if (typeof value === "number") return `<c><v>${value}</v></c>`;
  if (value === "") return "<c/>";
  // `_x0041_` would be read as A (ECMA-376, 22.4.2.4).
  const text = value.replace(/_(?=x[\da-f]{4}_)/gi, "_x005F_");
  return `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}
