// A field with its name above and what is allowed beside it.

import { h } from "../../dom.js";

export function field(name: string, hint: string, input: HTMLElement): HTMLElement {
  return h("label", { class: "sheet-field" },
    h("span", { class: "sheet-name" }, h("span", { class: "cut", title: name }, name),
      h("span", { class: "muted small cut", title: hint }, hint)), input);
}
