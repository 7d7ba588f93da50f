// What the table shows as a file: the same trials in the same order.

import { base, name } from "../api.js";
import { h, set } from "../dom.js";
import { queryOf, type Question } from "./pages.js";

const forms: [string, string, string][] = [
  ["trials", "CSV", "These trials as CSV, in this order"],
  ["trials_json", "JSON", "These trials as JSON lines, in this order"],
  ["trials_parquet", "Parquet", "These trials as Parquet, in this order"],
];

export class Exports {
  readonly element: HTMLElement;
  private readonly links: HTMLAnchorElement[];

  constructor(private readonly experiment: string) {
    this.links = forms.map(([, says, title]) => h("a", { class: "chip", download: "", title }, says));
    this.element = h("div", { class: "chips export", role: "group", "aria-label": "Save the table" }, ...this.links);
  }

  set(question: Question): void {
    this.links.forEach((link, i) => set(link, {
      href: `${base}/api/v1/experiments/${name(this.experiment)}/export?format=${forms[i]![0]}&${queryOf(question)}`,
    }));
  }
}
