// Keys do what buttons do. Pages say which they have; `?` lists them.

import { h } from "./dom.js";

export interface Key { keys: string[]; says: string; act: () => unknown }

let ofPage: Key[] = [];
const everywhere: Key[] = [];
let dialog: HTMLDialogElement | null = null;

export function onPage(keys: Key[], signal: AbortSignal): void {
  ofPage = keys;
  signal.addEventListener("abort", () => { ofPage = ofPage === keys ? [] : ofPage; });
}

export function begin(always: Key[]): void {
  everywhere.push({ keys: ["?"], says: "List the keys", act: list }, ...always);
  document.addEventListener("keydown", event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }

    const target = event.target as HTMLElement;
    const isWriting = target.matches("input:not([type=range]):not([type=checkbox]), textarea, select");
    if (isWriting && event.key === "Escape") {
      target.blur();
      return;
    }

    if (isWriting || document.querySelector("dialog[open]") !== null
      || (event.key === "Enter" && target.matches("a, button, summary, [role=columnheader]"))) {
      return;
    }

    // A slider moves by these.
    if (target.matches("input[type=range]") && /^(Arrow|Page|Home|End)/.test(event.key)) {
      return;
    }

    const key = [...ofPage, ...everywhere].find(each => each.keys.includes(event.key));
    if (key !== undefined) {
      event.preventDefault();
      key.act();
    }
  });
}

export function list(): void {
  dialog?.remove();
  const rows = [...ofPage, ...everywhere].map(key => h("div", { class: "key-row" },
    h("dt", {}, ...key.keys.map(each => h("kbd", {}, each))), h("dd", {}, key.says)));
  const close = h("button", { class: "button", type: "button", click: () => dialog?.close() }, "Close");
  dialog = h("dialog", { class: "dialog", "aria-labelledby": "keys-title" },
    h("h2", { id: "keys-title" }, "Keys"), h("dl", { class: "keys" }, ...rows), h("div", { class: "actions" }, close));
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog?.remove());
  dialog.showModal();
}
