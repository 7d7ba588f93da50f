// Writing where it stands: a form in the place of what it changes, until it is saved or given up.

import { type Child, h, set } from "../../dom.js";
import { ProblemNote } from "./problem.js";
import { Key } from "./send.js";

export interface Edit {
  /** What is changed; it is hidden meanwhile. */
  shown: HTMLElement[];
  /** Where the form goes: before this. */
  at: HTMLElement;
  fields: (HTMLInputElement | HTMLTextAreaElement)[];
  kind?: string;
  more?: Child[];
  /** Saves it, under the same key until something is changed. What it throws is said below the fields. */
  save: (key: Key) => Promise<void>;
}

export function edit({ shown, at, fields, kind = "", more = [], save }: Edit): void {
  const key = new Key();
  const back = document.activeElement as HTMLElement | null;
  const problem = new ProblemNote();
  let isUnderWay = false;
  const button = h("button", { class: "button small primary", type: "submit" }, "Save");
  const form = h("form", { class: `editor ${kind}`, novalidate: true }, ...fields, ...more,
    h("div", { class: "buttons" }, button,
      h("button", { class: "button small", type: "button", click: () => leave() }, "Cancel")), problem.element);
  const wasHidden = shown.map(each => each.hidden);
  const leave = () => {
    form.remove();
    shown.forEach((each, i) => { each.hidden = wasHidden[i]!; });
    back?.focus();
  };
  form.addEventListener("keydown", event => {
    const isDone = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (event.key === "Escape" || isDone) {
      // Else the page would take the key as its own.
      event.preventDefault();
      event.stopPropagation();
      if (isDone) {
        form.requestSubmit();
      } else {
        leave();
      }
    }
  });
  form.addEventListener("submit", event => {
    event.preventDefault();
    if (!isUnderWay) {
      isUnderWay = true;
      set(button, { "aria-disabled": "true" });
      problem.clear(form);
      save(key).then(leave, (wrong: unknown) => {
        isUnderWay = false;
        set(button, { "aria-disabled": null });
        problem.show(form, wrong);
      });
    }
  });
  shown.forEach(each => { each.hidden = true; });
  at.before(form);
  fields[0]!.focus();
  if (fields[0] instanceof HTMLInputElement) {
    fields[0].select();
  }
}
