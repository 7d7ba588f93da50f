// The trials of an experiment that were deleted, below the others.

import { get } from "../../api.js";
import { fill, h, text, throttled } from "../../dom.js";
import { count, plural, short } from "../../format.js";
import { trialLink } from "../../route.js";
import type { Changes, Trial, TrialList } from "../../shapes.js";
import { real } from "../../shapes.js";
import { restoreButton, whenBinned } from "./binned.js";
import { pathOf } from "./send.js";

const shownMax = 100;

export class TrialBin {
  readonly element: HTMLElement;
  private readonly total = h("span", { class: "muted tabular" });
  private readonly body = h("tbody");
  private readonly more = h("p", { class: "muted small", hidden: true });
  private readonly ask: () => void;
  private here = new Set<number>();

  /** @param changed Called when the table of the others has to be asked for anew. */
  constructor(
    private readonly experiment: string, metric: string, private readonly canAct: boolean,
    private readonly changed: () => void, private readonly signal: AbortSignal) {
    this.ask = throttled(500, () => this.fetch(), signal);
    this.element = h("section", { class: "card bin-card", hidden: true },
      h("div", { class: "card-head" }, h("h2", {}, "Recycle bin"), this.total),
      h("div", { class: "wide-list", tabindex: 0, role: "region", "aria-label": "Deleted trials" },
        h("table", { class: "groups-table" },
          h("thead", {}, h("tr", {}, ...["trial", `best ${metric}`, "deleted", ""].map((each, i) =>
            h("th", { scope: "col", class: i === 1 ? "number" : "" },
              each || h("span", { class: "unseen" }, "Restore"))))), this.body)), this.more);
    this.ask();
  }

  /** Trials that came into the bin, or went out of it. */
  change(changes: Changes): void {
    if (changes.cut || changes.trials.some(trial => (trial.deleted_utc !== undefined) !== this.here.has(trial.trial))) {
      this.ask();
      this.changed();
    }
  }

  private async fetch(): Promise<void> {
    const list = await get<TrialList>(
      `${pathOf(this.experiment)}/trials?listed=deleted&take=${shownMax}`, this.signal);
    this.here = new Set(list.trials.map(trial => trial.trial));
    this.element.hidden = list.total === 0;
    text(this.total, count(list.total));
    this.more.hidden = list.total <= shownMax;
    text(this.more, `${plural(list.total - shownMax, "more")} in the recycle bin.`);
    fill(this.body, ...list.trials.map(trial => this.row(trial)));
  }

  private row(trial: Trial): HTMLElement {
    return h("tr", {},
      h("th", { scope: "row" }, h("a", { href: trialLink(this.experiment, trial.trial) }, `Trial ${trial.trial}`)),
      h("td", { class: "number" }, short(real(trial.best), 5)),
      h("td", {}, whenBinned(trial.deleted_utc!)),
      h("td", { class: "number" }, this.canAct && restoreButton(this.experiment, trial.trial, () => {
        this.ask();
        this.changed();
      })));
  }
}
