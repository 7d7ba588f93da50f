// Chooses a stretch of an axis, or some of its options, without a pointer.

import { type Axis } from "../../chart/axis.js";
import { h } from "../../dom.js";
import type { Cut } from "./data.js";

/** What shall be chosen then: undefined leaves all as it is, null is everything. */
export function askStretch(axis: Axis, ends: [number, number], now: Cut | undefined): Promise<Cut | null | undefined> {
  return new Promise(resolve => {
    const field = (label: string, value: string, hint: number) => h("input", {
      class: "field", type: "number", step: "any", "aria-label": label, value, placeholder: String(hint),
    });
    const [low, high] = now !== undefined && "low" in now ? [String(now.low), String(now.high)] : ["", ""];
    const [from, to] = [field("From", low, ends[0]), field("To", high, ends[1])];
    const boxes = (axis.options ?? []).map((_, i) => h("input", {
      type: "checkbox", checked: now === undefined || ("options" in now && now.options.includes(i)),
    }));
    const taken = (): Cut | null => {
      if (axis.options !== null) {
        const options = boxes.flatMap((box, i) => box.checked ? [i] : []);
        return options.length === boxes.length || options.length === 0 ? null : { options };
      }

      return from.value === "" && to.value === "" ? null : {
        low: from.value === "" ? ends[0] : Number(from.value), high: to.value === "" ? ends[1] : Number(to.value),
      };
    };
    let answer: Cut | null | undefined;
    const close = (what: Cut | null | undefined) => { answer = what; dialog.close(); };
    const form = h("form", {
      class: "stretch",
      submit: (event: Event) => { event.preventDefault(); close(taken()); },
    },
    axis.options !== null
      ? h("div", { class: "stretch-options" }, ...axis.options.map((option, i) =>
        h("label", {}, boxes[i]!, h("span", { class: "cut" }, option))))
      : h("div", { class: "stretch-ends" }, h("label", {}, "From", from), h("label", {}, "To", to)),
    h("div", { class: "actions" },
      h("button", { class: "button", type: "button", click: () => close(null) }, "Everything"),
      h("button", { class: "button", type: "submit" }, "Choose")));
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "stretch-title" },
      h("h2", { id: "stretch-title", class: "cut" }, axis.name), form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
