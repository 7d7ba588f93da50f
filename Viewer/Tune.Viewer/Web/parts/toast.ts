// A sentence at the foot of the page, for some seconds; with what can be done about it, for longer.

import { type Child, h } from "../dom.js";

const shortly = 6_000;
const long = 20_000;

/** It goes by itself, but not from under the hand that is about to use it. */
export function tell(message: string, ...offers: Child[]): void {
  const note = h("div", { class: "toast" }, h("span", { role: "status" }, message), ...offers);
  document.querySelector(".toast")?.remove();
  document.body.append(note);
  const go = () => note.matches(":hover, :focus-within") ? setTimeout(go, 1_000) : note.remove();
  note.addEventListener("click", event => (event.target as Element).closest("a") && note.remove());
  setTimeout(go, offers.length === 0 ? shortly : long);
}

/** A button in such a sentence; the sentence goes when it is pressed. */
export function offer(says: string, act: () => unknown): HTMLButtonElement {
  const button = h("button", { class: "toast-button", type: "button" }, says);
  button.addEventListener("click", () => {
    button.closest(".toast")?.remove();
    act();
  });
  return button;
}
