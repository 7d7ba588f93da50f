// What people have written about an experiment or a trial: a note and tags, changed where they stand.

import { get } from "../../api.js";
import { fill, h, text } from "../../dom.js";
import { offer, tell } from "../toast.js";
import { edit } from "./editor.js";
import { messageOf, Wrong } from "./problem.js";
import { Key, pathOf, send } from "./send.js";

export class AboutCard {
  readonly element: HTMLElement;
  private readonly said = h("p", { class: "note-text" });
  private readonly write = h("button", { class: "button small", type: "button" }, "Add a note");
  private readonly list = h("ul", { class: "tag-list", "aria-label": "Tags" });
  private readonly add = h("button", { class: "button small", type: "button" }, "Add a tag");
  private readonly body: HTMLElement;
  private tags: Record<string, string> = {};
  private note = "";
  private known = "";
  private readonly path: string;
  private readonly isTrial: boolean;

  constructor(experiment: string, trial: number | undefined, private readonly canAct: boolean) {
    this.path = pathOf(experiment, trial);
    this.isTrial = trial !== undefined;
    this.write.addEventListener("click", () => void this.editNote());
    this.add.addEventListener("click", () => this.editTag());
    this.body = h("div", { class: "about" }, this.said, this.list,
      canAct && h("div", { class: "buttons" }, this.write, this.add));
    this.element = h("section", { class: "card about-card" }, h("h2", {}, "Note and tags"), this.body);
    this.show();
  }

  /** Whether a note is that which is shown, or the beginning of it: lists have no more. */
  hasNote(beginning: string | undefined): boolean {
    return (beginning ?? "") === (this.note.length <= 200 ? this.note : `${this.note.slice(0, 200)}…`);
  }

  setTags(tags: Record<string, string> | undefined): void {
    this.tags = tags ?? {};
    this.show();
  }

  setNote(note: string | undefined): void {
    this.note = note ?? "";
    this.show();
  }

  private show(): void {
    const now = JSON.stringify([this.tags, this.note]);
    if (now === this.known) {
      return;
    }

    this.known = now;
    const names = Object.keys(this.tags).sort();
    this.element.hidden = !this.canAct && names.length === 0 && this.note === "";
    this.said.hidden = this.note === "";
    text(this.said, this.note);
    text(this.write, this.note === "" ? "Add a note" : "Edit the note");
    this.list.hidden = names.length === 0;
    fill(this.list, ...names.map(name => this.tag(name, this.tags[name]!)));
  }

  private tag(name: string, value: string): HTMLElement {
    const says = [
      h("span", { class: "tag-name cut" }, name), ...value === "" ? [] : [" ", h("span", { class: "cut" }, value)],
    ];
    return h("li", { class: "tag", title: value === "" ? name : `${name}: ${value}` },
      ...this.canAct ? [
        h("button", {
          class: "tag-edit", type: "button", title: "Change the tag",
          click: () => this.editTag(name, value),
        }, ...says),
        h("button", {
          class: "tag-out", type: "button", "aria-label": `Remove the tag ${name}`,
          click: () => void this.remove(name, value),
        }, "×"),
      ] : says);
  }

  private async editNote(): Promise<void> {
    // Somebody else may have written meanwhile, and what is saved takes the place of all there is.
    await this.look().catch(() => undefined);
    const field = h("textarea", {
      class: "field", rows: 6, "aria-label": "Note", "data-field": "Note",
    });
    field.value = this.note;
    edit({
      shown: [this.body], at: this.body, fields: [field],
      more: [h("p", { class: "muted small" }, "Ctrl+Enter saves, Esc gives up.")],
      save: async key => {
        await send("PATCH", this.path, key, { note: field.value });
        this.setNote(field.value);
      },
    });
  }

  private async look(): Promise<void> {
    const { note } = await get<{ note?: string }>(this.isTrial ? this.path : `${this.path}/detail`);
    this.setNote(note);
  }

  private editTag(was = "", value = ""): void {
    const name = h("input", {
      class: "field", type: "text", autocomplete: "off", spellcheck: "false", placeholder: "name",
      "aria-label": "Name of the tag", "data-field": "name", value: was,
    });
    const content = h("input", {
      class: "field", type: "text", autocomplete: "off", spellcheck: "false", placeholder: "value, if it has one",
      "aria-label": "Value of the tag", "data-field": was === "" ? "value" : was, value,
    });
    edit({
      shown: [this.body], at: this.body, fields: was === "" ? [name, content] : [content, name], kind: "tag-editor",
      save: async key => {
        const is = name.value.trim();
        if (is === "") {
          throw new Wrong("name", "A tag must have a name.");
        }

        await send("PATCH", this.path, key, {
          set: { [is]: content.value }, remove: was === "" || was === is ? [] : [was],
        });
        const { [was]: _, ...others } = this.tags;
        this.setTags({ ...others, [is]: content.value });
      },
    });
  }

  private async remove(name: string, value: string): Promise<void> {
    try {
      await send("PATCH", this.path, new Key(), { remove: [name] });
      const { [name]: _, ...others } = this.tags;
      this.setTags(others);
      this.add.focus();
      tell(`The tag ${name} is removed.`, offer("Undo", () => void this.put(name, value)));
    } catch (problem) {
      tell(messageOf(problem));
    }
  }

  private async put(name: string, value: string): Promise<void> {
    try {
      await send("PATCH", this.path, new Key(), { set: { [name]: value } });
      this.setTags({ ...this.tags, [name]: value });
    } catch (problem) {
      tell(messageOf(problem));
    }
  }
}
