// A sentence at the foot of the page, for some seconds; with what can be done about it, for longer.

import { type Child, h, text } from "../dom.js";

const shortly = 6_000;
const long = 20_000;

// Screen readers say what changes in a place that was there before.
const spoken = h("div", { class: "unseen", role: "status" });
document.body.append(spoken);

/** It goes by itself, but not from under the hand that is about to use it. */
export function tell(message: string, ...offers: Child[]): void {
  const note = h("div", { class: "toast" }, h("span", {}, message), ...offers);
  document.querySelector(".toast")?.remove();
  document.body.append(spoken, note);
  text(spoken, message);
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
