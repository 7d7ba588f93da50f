// Which columns are shown, and which stay in sight while the others move.

import { h, set } from "../dom.js";
import type { Column } from "./columns.js";

export interface Chosen { shown: string[]; pinned: string[] }

/** A button that opens the list of all columns. */
export function picker(columns: () => Column[], chosen: () => Chosen, changed: (next: Chosen) => void): HTMLElement {
  return h("button", { class: "chip", type: "button", click: () => open(columns(), chosen(), changed) }, "Columns…");
}

function open(columns: Column[], now: Chosen, changed: (next: Chosen) => void): void {
  let { shown, pinned } = now;
  const rows = columns.map(column => {
    const show = h("input", { type: "checkbox", checked: shown.includes(column.key), "aria-label": column.says });
    const pin = h("button", {
      class: "chip pin", type: "button", "aria-pressed": String(pinned.includes(column.key)),
      title: "Keep in sight on the left",
    }, "Pin");
    show.addEventListener("change", () => {
      shown = show.checked ? columns.map(each => each.key).filter(each => each === column.key || shown.includes(each))
        : shown.filter(each => each !== column.key);
      changed({ shown, pinned });
    });
    pin.addEventListener("click", () => {
      const on = !pinned.includes(column.key);
      pinned = on ? [...pinned, column.key] : pinned.filter(each => each !== column.key);
      set(pin, { "aria-pressed": String(on) });
      changed({ shown, pinned });
    });
    return h("li", { "data-name": column.says.toLowerCase() },
      h("label", {}, show, h("span", { class: "cut", title: column.says }, column.title)), pin);
  });
  const filter = h("input", {
    class: "field", type: "search", placeholder: "Filter columns", "aria-label": "Filter columns", autocomplete: "off",
  });
  filter.addEventListener("input", () => rows.forEach(row => {
    row.hidden = !row.dataset["name"]!.includes(filter.value.trim().toLowerCase());
  }));
  const dialog = h("dialog", { class: "dialog columns-dialog", "aria-labelledby": "columns-title" },
    h("h2", { id: "columns-title" }, "Columns"), filter, h("ul", { class: "columns-list" }, ...rows),
    h("div", { class: "actions" },
      h("button", { class: "button", type: "button", click: () => dialog.close() }, "Done")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
