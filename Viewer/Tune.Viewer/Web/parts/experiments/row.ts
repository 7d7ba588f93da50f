// One experiment in the list of all: made once, and touched only where it has changed.

import { h, text } from "../../dom.js";
import { ago, count, moment, short } from "../../format.js";
import { experimentLink, go } from "../../route.js";
import type { Experiment } from "../../shapes.js";
import { real } from "../../shapes.js";
import { CountsBar, StateMark } from "../status.js";
import { Spark } from "./spark.js";

/** The heads of the columns. */
export const heads = ["Experiment", "Best so far", "Best", "Trials", "Reports", "Last change"];

/** Why it ended is worth a word only where it did not end as wanted. */
const troubled = new Set(["failed", "stopped", "interrupted"]);

export class Row {
  readonly element: HTMLTableRowElement;
  readonly spark = new Spark();
  private readonly link: HTMLAnchorElement;
  private readonly state: StateMark;
  private readonly why = h("span", { class: "cut row-why" });
  private readonly best = h("span", { class: "number" });
  private readonly metric = h("span", { class: "muted small" });
  private readonly trials = h("span", { class: "number" });
  private readonly going = h("span", { class: "muted small" });
  private readonly bar = new CountsBar();
  private readonly reports = h("span", { class: "number" });
  private readonly last = h("time", { class: "muted" });

  constructor(experiment: Experiment) {
    this.state = new StateMark(experiment.state);
    const link = this.link = h("a", { class: "list-link", href: experimentLink(experiment.experiment) });
    this.element = h("tr", {},
      h("td", { class: "list-0" }, link, h("div", { class: "row-state" }, this.state.element, this.why)),
      h("td", { class: "list-spark" }, this.spark.element),
      h("td", { class: "list-1" }, this.best, this.metric),
      h("td", { class: "list-2" },
        h("div", { class: "trials" }, h("div", { class: "trials-line" }, this.trials, this.going), this.bar.element)),
      h("td", { class: "list-3" }, this.reports), h("td", { class: "list-4" }, this.last));
    this.element.addEventListener("click", event => {
      if (!(event.target as Element).closest("a") && getSelection()?.isCollapsed !== false) {
        go(link.pathname + link.search);
      }
    });
  }

  set(experiment: Experiment): void {
    // One that has a title keeps its name: it is in the address, and a pointer shows it.
    text(this.link, experiment.title ?? experiment.experiment);
    this.link.title = experiment.experiment;
    this.state.set(experiment.state);
    const why = troubled.has(experiment.state) ? experiment.why : "";
    text(this.why, why);
    this.why.title = why;
    text(this.best, short(real(experiment.best?.value), 5));
    text(this.metric, `${experiment.metric} ${experiment.mode === "Min" ? "↓" : "↑"}`);
    this.metric.title = experiment.mode === "Min" ? "less is better" : "more is better";
    text(this.trials, experiment.trials_max === undefined || experiment.trials_max < experiment.trials
      ? count(experiment.trials) : `${count(experiment.trials)} / ${count(experiment.trials_max)}`);
    const of = (status: string, says: string) =>
      (experiment.counts[status] ?? 0) > 0 ? `${count(experiment.counts[status]!)} ${says}` : "";
    text(this.going, [experiment.state === "active" ? of("Running", "running") : "", of("Errored", "failed")]
      .filter(part => part !== "").join(", "));
    this.bar.set(experiment.counts, experiment.trials_max);
    text(this.reports, count(experiment.reports));
    text(this.last, ago(experiment.last_utc));
    this.last.dateTime = experiment.last_utc;
    this.last.title = moment(experiment.last_utc);
  }
}
