// How many experiments stand where: a button for each state that occurs shows only those.

import { h, set, text } from "../../dom.js";
import { count } from "../../format.js";
import { param, put } from "../../route.js";
import type { Experiment } from "../../shapes.js";
import { icon } from "../status.js";

const order = ["active", "interrupted", "paused", "failed", "stopped", "finished"];

export class States {
  readonly element = h("div", { class: "chips", role: "group", "aria-label": "Filter by state" });
  private readonly chips = new Map<string, { button: HTMLButtonElement; number: HTMLElement }>();
  private chosen = new Set((param("state") ?? "").split(",").filter(each => order.includes(each)));

  constructor(private readonly changed: () => void) {}

  get isEverything(): boolean { return this.chosen.size === 0; }

  has(experiment: Experiment): boolean { return this.isEverything || this.chosen.has(experiment.state); }

  set(all: Experiment[]): void {
    const counts = new Map<string, number>();
    all.forEach(each => counts.set(each.state, (counts.get(each.state) ?? 0) + 1));
    for (const state of order) {
      if (!this.chips.has(state) && (counts.has(state) || this.chosen.has(state))) {
        this.chips.set(state, this.chip(state));
        this.element.replaceChildren(...order.flatMap(each => this.chips.get(each)?.button ?? []));
      }

      const chip = this.chips.get(state);
      if (chip !== undefined) {
        text(chip.number, count(counts.get(state) ?? 0));
      }
    }
  }

  private chip(state: string): { button: HTMLButtonElement; number: HTMLElement } {
    const number = h("span", { class: "number" });
    const button = h("button", {
      class: "chip", type: "button", "aria-pressed": String(this.chosen.has(state)),
    }, icon(state), h("span", {}, state), number);
    button.addEventListener("click", () => {
      if (!this.chosen.delete(state)) {
        this.chosen.add(state);
      }

      set(button, { "aria-pressed": String(this.chosen.has(state)) });
      put({ state: [...this.chosen].join(",") });
      this.changed();
    });
    return { button, number };
  }
}
