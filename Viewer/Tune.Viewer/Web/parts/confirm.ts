// What cannot be taken back is asked twice.

import { h } from "../dom.js";

export function confirm(question: string, details: string, yes: string): Promise<boolean> {
  return new Promise(resolve => {
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "confirm-title" },
      h("h2", { id: "confirm-title" }, question), h("p", {}, details),
      h("div", { class: "actions" },
        h("button", { class: "button", type: "button", click: () => dialog.close("no") }, "Cancel"),
        h("button", { class: "button danger", type: "button", click: () => dialog.close("yes") }, yes)));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A sentence at the foot of the page, for some seconds. */
export function tell(message: string): void {
  const note = h("div", { class: "toast", role: "status" }, message);
  document.querySelector(".toast")?.remove();
  document.body.append(note);
  setTimeout(() => note.remove(), 6000);
}
