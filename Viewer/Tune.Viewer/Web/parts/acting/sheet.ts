// A dialog that has something done. It stays, with all that was typed, until it is done or given up.

import { type Child, h, set } from "../../dom.js";
import { ProblemNote } from "./problem.js";
import { type Done, Key } from "./send.js";

export interface Sheet {
  title: string;
  says?: Child;
  body?: Child[];
  /** What the button says that has it done. */
  yes: string;
  danger?: boolean;
  wide?: boolean;
  /** What stands beside the buttons. */
  beside?: HTMLElement;
  /** Has it done, under the same key until something is changed. What it throws is said in the dialog. */
  act: (key: Key) => Promise<Done>;
}

/** What came of it; null if it was given up. */
export function sheet(of: Sheet): Promise<Done | null> {
  return new Promise(resolve => {
    const key = new Key();
    const problem = new ProblemNote();
    let isUnderWay = false;
    const cancel = h("button", { class: "button", type: "button", click: () => dialog.close() }, "Cancel");
    const yes = h("button", { class: `button ${of.danger ? "danger" : "primary"}`, type: "submit" }, of.yes);
    const form = h("form", { class: "sheet-form", novalidate: true },
      h("h2", { id: "sheet-title" }, of.title), of.says !== undefined && h("p", { class: "sheet-says" }, of.says),
      of.body && h("div", { class: "sheet-body" }, ...of.body), problem.element,
      h("div", { class: "actions" }, of.beside, of.beside && h("div", { class: "grow" }),
        cancel, yes));
    const dialog = h("dialog", {
      class: `dialog sheet ${of.wide ? "wide-sheet" : ""}`, "aria-labelledby": "sheet-title",
    }, form);
    const leave = () => dialog.close();
    const act = async () => {
      isUnderWay = true;
      set(yes, { "aria-disabled": "true" });
      problem.clear(form);
      try {
        resolve(await of.act(key));
        dialog.close();
      } catch (wrong) {
        problem.show(form, wrong);
        // Given up meanwhile, nobody is left to read it.
        isUnderWay = false;
        if (!dialog.open) {
          resolve(null);
        }
      } finally {
        set(yes, { "aria-disabled": null });
      }
    };
    form.addEventListener("submit", event => {
      event.preventDefault();
      if (!isUnderWay) {
        void act();
      }
    });
    dialog.addEventListener("keydown", event => keepInside(dialog, event));
    dialog.addEventListener("close", () => {
      removeEventListener("popstate", leave);
      dialog.remove();
      if (!isUnderWay) {
        resolve(null);
      }
    });
    addEventListener("popstate", leave);
    document.body.append(dialog);
    dialog.showModal();
    (form.querySelector<HTMLElement>("[data-field]") ?? (of.danger ? cancel : yes)).focus();
  });
}

// Browsers lead from the last field to their own buttons.
function keepInside(dialog: HTMLElement, event: KeyboardEvent): void {
  if (event.key === "Tab") {
    const all = [...dialog.querySelectorAll<HTMLElement>("input, select, textarea, button")]
      .filter(each => each.offsetParent !== null);
    const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
    if (document.activeElement === from) {
      event.preventDefault();
      to?.focus();
    }
  }
}
