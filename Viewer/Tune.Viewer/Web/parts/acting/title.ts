// The name that an experiment is shown under, changed where it stands.

import { h, set, text } from "../../dom.js";
import { edit } from "./editor.js";
import { pathOf, send } from "./send.js";

export class Title {
  /** The heading, the name beside it where they differ, and the button that changes it. */
  readonly elements: HTMLElement[];
  private readonly heading = h("h1", { class: "cut" });
  private readonly name = h("span", { class: "own-name muted cut", hidden: true });
  private readonly rename = h("button", {
    class: "icon-button rename", type: "button", title: "Change the title", "aria-label": "Change the title",
  }, "✎");
  private title = "";

  constructor(private readonly experiment: string, canAct: boolean) {
    this.elements = [this.heading, ...canAct ? [this.rename] : [], this.name];
    this.rename.addEventListener("click", () => this.edit());
    this.set(undefined);
  }

  set(title: string | undefined): void {
    this.title = title ?? "";
    const shown = this.title === "" ? this.experiment : this.title;
    text(this.heading, shown);
    set(this.heading, { title: shown });
    text(this.name, this.title === "" ? "" : this.experiment);
    set(this.name, { title: `Its name is ${this.experiment}` });
    this.name.hidden = this.title === "" || this.heading.hidden;
    document.title = `${shown} · TuneNet`;
  }

  private edit(): void {
    const field = h("input", {
      class: "field", type: "text", autocomplete: "off", "aria-label": "Title", "data-field": "Title",
      placeholder: this.experiment, value: this.title,
    });
    edit({
      shown: [this.heading, this.rename], at: this.heading, fields: [field], kind: "title-editor",
      save: async key => {
        await send("PATCH", pathOf(this.experiment), key, { title: field.value.trim() });
        this.set(field.value.trim());
      },
    });
  }
}
