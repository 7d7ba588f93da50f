// The artifacts of a run or a trial: a tree of folders, and what a file holds as a picture, a table or text. Nothing of
// it is ever run or taken as markup.

import { base, get } from "../../api.js";
import { type Child, fill, h, throttled } from "../../dom.js";
import { param, put } from "../../route.js";
import { type Artifact, bytes } from "./shapes.js";
import { isTable, tableOf } from "./tables.js";

const pictures = /\.(png|jpe?g|gif|webp|svg)$/i;
const texts = /\.(txt|log|md|json|ya?ml|toml|ini|cfg|xml|html?|css|js|ts|py|cs|sh|conf|out|err)$/i;
const headMax = 200_000;
const askEvery = 2000;
/** So many folders at most are opened by themselves, and with so many files. */
const openedMax = 4;
const openedFilesMax = 50;

export class FilesCard {
  readonly element: HTMLElement;
  private readonly tree = h("div", { class: "files" });
  private readonly shown = h("div", { class: "file-shown", hidden: true });
  private readonly renew: () => void;
  private known = "";

  /**
   * @param path Whose artifacts, as the API has it.
   * @param nothing What stands there where there are none.
   */
  constructor(private readonly path: string, private readonly nothing: Child[], private readonly signal: AbortSignal) {
    this.renew = throttled(askEvery, () => this.fetch(), signal);
    this.element = h("section", { class: "card" }, h("div", { class: "card-head" }, h("h2", {}, "Artifacts")),
      this.tree, this.shown);
  }

  /** There may be more by now. */
  change(): void { this.renew(); }

  async load(): Promise<void> {
    await this.fetch();
    const asked = param("file");
    if (asked !== null) {
      await this.show({ path: asked, folder: false, bytes: 0, digest: "" });
    }
  }

  // What has been opened stays open.
  private async fetch(): Promise<void> {
    const files = await this.list("");
    const folders = files.filter(each => each.folder);
    const inner = new Map<string, Artifact[]>();
    const isOpen = (path: string) => this.known === "" ? folders.length <= openedMax
      : this.tree.querySelector(`details[open][data-path="${CSS.escape(path)}"]`) !== null;
    await Promise.all(folders.filter(each => isOpen(each.path)).map(async each => {
      const below = await this.list(each.path);
      if (this.known !== "" || below.length <= openedFilesMax) {
        inner.set(each.path, below);
      }
    }));
    const now = JSON.stringify([files, [...inner].sort()]);
    if (now !== this.known) {
      this.known = now;
      fill(this.tree, ...files.length === 0 ? this.nothing : [this.branch(files, inner)]);
    }
  }

  private async list(path: string): Promise<Artifact[]> {
    return (await get<{ files: Artifact[] }>(
      `${this.path}/artifacts?path=${encodeURIComponent(path)}`, this.signal)).files;
  }

  private branch(files: Artifact[], known?: Map<string, Artifact[]>): HTMLElement {
    const seen = files.filter(each => !each.folder && pictures.test(each.path));
    return h("div", {},
      h("ul", { class: "branch" }, ...files.filter(each => !seen.includes(each)).map(file =>
        file.folder ? this.folder(file, known?.get(file.path)) : this.file(file))),
      seen.length > 0 && h("ul", { class: "thumbs" }, ...seen.map(file => this.picture(file))));
  }

  private file(file: Artifact): HTMLElement {
    const name = nameOf(file.path);
    return h("li", { class: "file" },
      h("button", { class: "file-name", type: "button", click: () => void this.show(file) }, name),
      h("span", { class: "muted small tabular" }, bytes(file.bytes)), this.save(file));
  }

  private picture(file: Artifact): HTMLElement {
    const name = nameOf(file.path);
    return h("li", { class: "thumb" },
      h("button", {
        class: "thumb-open", type: "button", "aria-label": `Show ${name}`, click: () => void this.show(file),
      }, h("img", { src: this.address(file.path), alt: "", loading: "lazy" })),
      h("div", { class: "thumb-line small" }, h("span", { class: "cut", title: file.path }, name),
        h("span", { class: "muted tabular" }, bytes(file.bytes)), this.save(file)));
  }

  private folder(file: Artifact, known?: Artifact[]): HTMLElement {
    const inner = h("div", { class: "branch-inner" }, known && this.branch(known));
    const folder = h("details", { "data-path": file.path, open: known !== undefined },
      h("summary", { class: "file-name" }, `${nameOf(file.path)}/`), inner);
    folder.addEventListener("toggle", () => {
      if (folder.open && inner.childElementCount === 0) {
        void this.list(file.path).then(files => inner.replaceChildren(this.branch(files))).catch(() => {});
      }
    });
    return h("li", {}, folder);
  }

  private save(file: Artifact): HTMLElement {
    const name = nameOf(file.path);
    return h("a", {
      class: "small", href: this.address(file.path), download: name, "aria-label": `Save ${name}`,
    }, "Save");
  }

  private address(path: string): string {
    return `${base}/api/v1/${this.path}/file?path=${encodeURIComponent(path)}`;
  }

  private async show(file: Artifact): Promise<void> {
    put({ file: file.path });
    this.shown.hidden = false;
    const head = h("div", { class: "sub-head" }, h("h3", { class: "cut" }, file.path), this.save(file));
    if (pictures.test(file.path)) {
      fill(this.shown, head, h("img", { class: "file-picture", src: this.address(file.path), alt: file.path }));
    } else if (isTable(file.path) || texts.test(file.path)) {
      const text = await this.read(file.path);
      fill(this.shown, head, isTable(file.path) ? tableOf(file.path, text)
        : h("pre", { class: "log", tabindex: 0, "aria-label": file.path }, pretty(file.path, text)),
        text.length >= headMax && h("p", { class: "muted small" }, "Its beginning; save it to have all of it."));
    } else {
      fill(this.shown, head, h("p", { class: "muted" }, "This kind of file is not shown here; save it to open it."));
    }

    this.shown.scrollIntoView({ block: "nearest" });
  }

  private async read(path: string): Promise<string> {
    const answer = await fetch(`${this.address(path)}&head=${headMax}`, { signal: this.signal });
    return answer.ok ? await answer.text() : "The file cannot be read.";
  }
}

const nameOf = (path: string): string => path.split("/").at(-1)!;

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
