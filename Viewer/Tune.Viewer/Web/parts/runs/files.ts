// The artifacts of a run: a tree of folders, and what a file holds as a picture, a table or text. Nothing of it is
// ever run or taken as markup.

import { base, get } from "../../api.js";
import { fill, h } from "../../dom.js";
import { plural } from "../../format.js";
import { param, put } from "../../route.js";
import { type Artifact, bytes } from "./shapes.js";

const pictures = /\.(png|jpe?g|gif|webp|svg)$/i;
const tables = /\.(csv|tsv)$/i;
const texts = /\.(txt|log|md|json|jsonl|ya?ml|toml|ini|cfg|xml|html?|css|js|ts|py|cs|sh|conf|out|err)$/i;
const headMax = 200_000;
const rowsMax = 200;
const columnsMax = 40;

export class FilesCard {
  readonly element: HTMLElement;
  private readonly tree = h("div", { class: "files" });
  private readonly shown = h("div", { class: "file-shown", hidden: true });
  private readonly path: string;

  constructor(collection: number, run: string, private readonly signal: AbortSignal) {
    this.path = `runs/${collection}/${encodeURIComponent(run)}`;
    this.element = h("section", { class: "card" }, h("div", { class: "card-head" }, h("h2", {}, "Artifacts")),
      this.tree, this.shown);
  }

  async load(): Promise<void> {
    const files = await this.list("");
    fill(this.tree, files.length === 0
      ? h("p", { class: "muted" }, "No files. What the program logs as an artifact stands here.")
      : this.branch(files));
    const asked = param("file");
    if (asked !== null) {
      await this.show({ path: asked, folder: false, bytes: 0, digest: "" });
    }
  }

  private async list(path: string): Promise<Artifact[]> {
    return (await get<{ files: Artifact[] }>(
      `${this.path}/artifacts?path=${encodeURIComponent(path)}`, this.signal)).files;
  }

  private branch(files: Artifact[]): HTMLElement {
    return h("ul", { class: "branch" }, ...files.map(file => {
      const name = file.path.split("/").at(-1)!;
      if (!file.folder) {
        return h("li", { class: "file" },
          h("button", { class: "file-name", type: "button", click: () => void this.show(file) }, name),
          h("span", { class: "muted small tabular" }, bytes(file.bytes)),
          h("a", { class: "small", href: this.address(file.path), download: name, "aria-label": `Save ${name}` }, "Save"));
      }

      const inner = h("div", {});
      const folder = h("details", {}, h("summary", { class: "file-name" }, `${name}/`), inner);
      folder.addEventListener("toggle", () => {
        if (folder.open && inner.childElementCount === 0) {
          void this.list(file.path).then(files => inner.append(this.branch(files))).catch(() => {});
        }
      });
      return h("li", {}, folder);
    }));
  }

  private address(path: string): string {
    return `${base}/api/v1/${this.path}/file?path=${encodeURIComponent(path)}`;
  }

  private async show(file: Artifact): Promise<void> {
    put({ file: file.path });
    this.shown.hidden = false;
    const head = h("div", { class: "sub-head" }, h("h3", { class: "cut" }, file.path),
      h("a", { class: "small", href: this.address(file.path), download: file.path.split("/").at(-1)! }, "Save"));
    if (pictures.test(file.path)) {
      fill(this.shown, head, h("img", { class: "file-picture", src: this.address(file.path), alt: file.path }));
    } else if (tables.test(file.path) || texts.test(file.path)) {
      const text = await this.read(file.path);
      fill(this.shown, head, tables.test(file.path) ? table(text, /\.tsv$/i.test(file.path) ? "\t" : ",")
        : h("pre", { class: "log", tabindex: 0 }, pretty(file.path, text)));
    } else {
      fill(this.shown, head, h("p", { class: "muted" }, "This kind of file is not shown here; save it to open it."));
    }
  }

  private async read(path: string): Promise<string> {
    const answer = await fetch(`${this.address(path)}&head=${headMax}`, { signal: this.signal });
    return answer.ok ? await answer.text() : "The file cannot be read.";
  }
}

function pretty(path: string, text: string): string {
  if (/\.json$/i.test(path)) {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  }

  return text;
}

function table(text: string, by: string): HTMLElement {
  const rows = separated(text, by);
  const [head = [], ...body] = rows;
  return h("div", { class: "diff-scroll", tabindex: 0, role: "region", "aria-label": "Table" },
    h("table", { class: "diff" },
      h("thead", {}, h("tr", {}, ...head.slice(0, columnsMax).map(cell => h("th", { scope: "col" }, cell)))),
      h("tbody", {}, ...body.slice(0, rowsMax).map(row =>
        h("tr", {}, ...row.slice(0, columnsMax).map(cell => h("td", {}, cell)))))),
    body.length > rowsMax && h("p", { class: "muted small diff-more" }, `The first ${plural(rowsMax, "row")}.`));
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
