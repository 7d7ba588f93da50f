// Trials that were marked, by their numbers, so that they stay so while the list moves. The address has them.

import { stretches } from "../api.js";
import { h, text } from "../dom.js";
import { count } from "../format.js";
import { go, param, put, viewLink } from "../route.js";
import { numbers, trialsMax } from "./compare/view.js";
import { tell } from "./toast.js";

export class Selection {
  readonly element: HTMLElement;
  private readonly says = h("span", { class: "number" });
  private readonly picked = new Set(numbers(param("picked") ?? "").slice(0, trialsMax));

  constructor(private readonly experiment: string, private readonly changed: () => void) {
    this.element = h("div", { class: "selection", role: "status" }, this.says,
      h("button", { class: "button small", type: "button", title: "Compare them (c)", click: () => this.compare() },
        "Compare"),
      h("button", { class: "button small", type: "button", title: "Select none", click: () => this.clear() }, "Clear"));
    this.show();
  }

  has(trial: number): boolean { return this.picked.has(trial); }

  get isEmpty(): boolean { return this.picked.size === 0; }

  /** Marks trials, or no longer. */
  set(trials: number[], on: boolean): void {
    for (const trial of trials) {
      if (!on) {
        this.picked.delete(trial);
      } else if (this.picked.size < trialsMax) {
        this.picked.add(trial);
      } else {
        tell(`${count(trialsMax)} trials can be selected at once.`);
        break;
      }
    }

    this.show();
    put({ picked: this.isEmpty ? null : stretches([...this.picked]) });
    this.changed();
  }

  clear(): void { this.set([...this.picked], false); }

  compare(): void {
    if (this.isEmpty) {
      tell("Select trials first: x selects the one the keys are at, or use the boxes.");
      return;
    }

    const link = viewLink(this.experiment, "compare");
    go(`${link}${link.includes("?") ? "&" : "?"}trials=${stretches([...this.picked])}`);
  }

  private show(): void {
    this.element.hidden = this.isEmpty;
    text(this.says, `${count(this.picked.size)} selected`);
  }
}
