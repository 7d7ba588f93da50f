// Small controls in the head of a card.

import { h, set } from "../dom.js";

export function choice(
  label: string, options: [string, string][], chosen: string, changed: (value: string) => void): HTMLSelectElement {
  const select = h("select", { class: "select", "aria-label": label, title: label });
  offer(select, options, chosen);
  select.addEventListener("change", () => changed(select.value));
  return select;
}

export function offer(select: HTMLSelectElement, options: [string, string][], chosen: string): void {
  select.replaceChildren(...options.map(([value, says]) => h("option", { value, selected: value === chosen }, says)));
  select.value = chosen;
}

export function toggle(says: string, title: string, on: boolean, changed: (on: boolean) => void): HTMLButtonElement {
  const button = h("button", { class: "chip", type: "button", title, "aria-pressed": String(on) }, says);
  button.addEventListener("click", () => {
    on = !on;
    set(button, { "aria-pressed": String(on) });
    changed(on);
  });
  return button;
}

export function slider(
  says: string, title: string, value: number, changed: (value: number) => void): HTMLElement {
  const input = h("input", {
    type: "range", min: 0, max: 0.99, step: 0.01, value, "aria-label": title, title,
  });
  input.addEventListener("input", () => changed(Number(input.value)));
  return h("label", { class: "slider" }, h("span", {}, says), input);
}
