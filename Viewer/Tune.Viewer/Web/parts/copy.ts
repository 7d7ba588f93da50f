// A button that copies, and says that it has.

import { h, text } from "../dom.js";

export function copyButton(label: string, what: () => string): HTMLButtonElement {
  const words = h("span", {}, label);
  const button = h("button", { class: "button small", type: "button" }, words);
  button.addEventListener("click", () => void (async () => {
    text(words, (await copied(what())) ? "Copied" : "Not allowed");
    setTimeout(() => text(words, label), 1500);
  })());
  return button;
}

/** Whether it is now what is pasted. */
export async function copied(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return false;
  }
}
