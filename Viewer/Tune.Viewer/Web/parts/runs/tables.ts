// A file as a table: values with commas or tabs between them, or a JSON object a line.

import { h } from "../../dom.js";
import { plural } from "../../format.js";

const tables = /\.(csv|tsv|jsonl|ndjson)$/i;
const rowsMax = 200;
const columnsMax = 40;

export const isTable = (path: string): boolean => tables.test(path);

export function tableOf(path: string, text: string): HTMLElement {
  const rows = /\.(jsonl|ndjson)$/i.test(path) ? records(text) : separated(text, /\.tsv$/i.test(path) ? "\t" : ",");
  const [head = [], ...body] = rows;
  const numbers = head.map((_, i) => body.length > 0 && body.every(row => isNumber(row[i] ?? "")));
  return h("div", { class: "diff-scroll", tabindex: 0, role: "region", "aria-label": "Table" },
    h("table", { class: "diff file-table" },
      h("thead", {}, h("tr", {}, ...head.slice(0, columnsMax).map((cell, i) =>
        h("th", { scope: "col", class: numbers[i] ? "number" : "" }, cell)))),
      h("tbody", {}, ...body.slice(0, rowsMax).map(row =>
        h("tr", {}, ...row.slice(0, columnsMax).map((cell, i) =>
          h("td", { class: numbers[i] ? "number" : "" }, cell)))))),
    body.length > rowsMax && h("p", { class: "muted small diff-more" }, `The first ${plural(rowsMax, "row")}.`));
}

const isNumber = (cell: string): boolean => cell === "" || Number.isFinite(Number(cell));

/** The same of JSON, an object a line: a column for each name that one of them has. */
export function records(text: string): string[][] {
  const all = text.split("\n").slice(0, rowsMax + 1).flatMap(line => {
    try {
      const value: unknown = JSON.parse(line);
      return [typeof value === "object" && value !== null && !Array.isArray(value)
        ? value as Record<string, unknown> : { value }];
    } catch {
      // An empty line, or one that was cut off.
      return [];
    }
  });
  const names = [...new Set(all.flatMap(each => Object.keys(each)))];
  return [names, ...all.map(each => names.map(name => {
    const value = each[name];
    return value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
  }))];
}

/** Rows and cells of a table in text; a cell in quotes may have anything in it. */
export function separated(text: string, by: string): string[][] {
  const rows: string[][] = [[]];
  let [cell, quoted] = ["", false];
  for (let i = 0; i < text.length && rows.length <= rowsMax + 2; i++) {
    const letter = text[i]!;
    if (quoted) {
      if (letter === "\"" && text[i + 1] === "\"") {
        cell += "\"";
        i++;
      } else if (letter === "\"") {
        quoted = false;
      } else {
        cell += letter;
      }
    } else if (letter === "\"" && cell === "") {
      quoted = true;
    } else if (letter === by || letter === "\n") {
      rows[rows.length - 1]!.push(cell.replace(/\r$/, ""));
      cell = "";
      if (letter === "\n") {
        rows.push([]);
      }
    } else {
      cell += letter;
    }
  }

  rows[rows.length - 1]!.push(cell);
  return rows.filter(row => row.length > 1 || row[0] !== "");
}
