// Buttons in the head of a page, of which only those are there that make sense.

import { h } from "../../dom.js";
import { tell } from "../toast.js";
import { messageOf } from "./problem.js";

export class ActRow {
  readonly element: HTMLElement;

  constructor(private readonly buttons: HTMLButtonElement[]) {
    this.element = h("div", { class: "buttons acts" }, ...buttons);
  }

  show(sensible: HTMLButtonElement[]): void {
    const held = this.buttons.find(button => button === document.activeElement);
    this.buttons.forEach(button => { button.hidden = !sensible.includes(button); });
    if (held?.hidden) {
      // Who has paused by the keyboard finds the button that goes on.
      this.buttons.find(button => !button.hidden)?.focus();
    }
  }
}

export const actButton = (says: string, act: () => Promise<unknown>): HTMLButtonElement => {
  const button = h("button", { class: "button", type: "button" }, says);
  let isUnderWay = false;
  button.addEventListener("click", () => {
    if (!isUnderWay) {
      isUnderWay = true;
      act().catch((problem: unknown) => tell(messageOf(problem))).finally(() => { isUnderWay = false; });
    }
  });
  return button;
};
