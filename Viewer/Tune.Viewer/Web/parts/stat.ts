// A number with its name.

import { type Child, h, text } from "../dom.js";

export class Stat {
  private readonly value: HTMLElement;
  private readonly note: HTMLElement;
  readonly element: HTMLElement;

  constructor(name: string, extra?: Child) {
    this.value = h("dd", { class: "stat-value" });
    this.note = h("dd", { class: "stat-note" });
    this.element = h("div", { class: "stat" }, h("dt", {}, name), this.value, extra ? h("dd", {}, extra) : this.note);
  }

  set(value: string, note = ""): void {
    text(this.value, value);
    text(this.note, note);
    this.value.title = value;
  }

  /** The value as a link. */
  link(value: string, href: string | null, note = ""): void {
    const link = this.value.querySelector("a");
    if (href === null) {
      this.set(value, note);
    } else if (link === null) {
      this.value.replaceChildren(h("a", { href }, value));
      text(this.note, note);
    } else {
      link.href = href;
      text(link, value);
      text(this.note, note);
    }
  }
}

export function empty(title: string, ...says: Child[]): HTMLElement {
  return h("div", { class: "empty" }, h("h2", {}, title), ...says.map(each => h("p", {}, each)));
}
