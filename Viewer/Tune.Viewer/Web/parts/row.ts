// One row of the trials table: made once, and filled anew as the table is scrolled.

import { h, set, text } from "../dom.js";
import { trialLink } from "../route.js";
import type { Trial } from "../shapes.js";
import type { Column } from "./columns.js";
import { StateMark } from "./status.js";

export const rowHeight = 36;

export class Row {
  readonly element: HTMLElement;
  index = -1;
  private readonly cells: HTMLElement[];
  /** Marks the trial. */
  readonly box = h("input", { type: "checkbox", tabindex: -1 });
  private readonly link = h("a", { tabindex: -1 });
  private readonly state = new StateMark("pending");

  constructor(
    private readonly columns: Column[], private readonly experiment: string,
    pin: (cell: HTMLElement, index: number) => HTMLElement) {
    this.cells = columns.map((column, i) => pin(
      h("div", { class: `grid-cell ${column.isNumber ? "number" : ""}`, role: "gridcell" },
        ...column.key === "number" ? [h("label", { class: "row-pick" }, this.box), this.link]
          : [column.key === "status" ? this.state.element : null]), i));
    this.element = h("div", { class: "grid-row", role: "row" }, ...this.cells);
  }

  /** Undefined is a trial that is on its way, null none at all. */
  set(index: number, trial: Trial | undefined | null, isChosen: boolean, isPicked: boolean): void {
    this.element.hidden = trial === null;
    if (this.index !== index) {
      this.index = index;
      this.element.style.transform = `translateY(${index * rowHeight}px)`;
      set(this.element, { id: `row-${index}`, "aria-rowindex": index + 2 });
    }

    set(this.element, {
      "aria-selected": String(isPicked), "data-current": isChosen, "data-waits": trial === undefined,
    });
    this.box.checked = isPicked;
    this.box.disabled = !trial;
    set(this.box, { "aria-label": trial ? `Select trial ${trial.trial}` : "Select" });
    this.columns.forEach((column, i) => {
      if (column.key === "number") {
        text(this.link, trial ? column.of(trial) : "");
        set(this.link, { href: trial ? trialLink(this.experiment, trial.trial) : null });
      } else if (column.key === "status") {
        this.state.element.hidden = !trial;
        this.state.set(trial?.status ?? "pending");
      } else {
        const said = trial ? column.of(trial) : "";
        text(this.cells[i]!, said);
        this.cells[i]!.title = column.isNumber && said.length < 14 ? "" : said;
      }
    });
  }
}
