import { resultsRows } from "../../core/results/csv.ts";
import { xlsx } from "./xlsx.ts";
import type { AppContext } from "../context.ts";
import { openData } from "./open-data.ts";

/** `GET /polls/:poll/results.xlsx`: the rows of results.csv for spreadsheets, whatever they separate cells by. */
export function pollWorkbook(c: AppContext, poll: string): Promise<Response> {
  return openData(c, poll, (results) =>
    c.body(xlsx(resultsRows(results), poll), 200, {
      "Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "Content-Disposition": `attachment; filename="${poll}.xlsx"`,
    }),
  );
}
