// Where a member of a population has its weights from, with which parameters it trained on, and who took them over.

import { get, name } from "../api.js";
import { fill, h, set, text, throttled } from "../dom.js";
import { count, plural } from "../format.js";
import { trialLink } from "../route.js";
import type { Lineage, Stretch } from "../shapes.js";
import { shown } from "./config.js";
import { whenSeen } from "./sight.js";

/** Schedulers that let trials take over each other's weights. */
export const clones = new Set(["pbt", "pb2"]);

const childrenMax = 40;

/** Whose weights a trial has at an iteration, itself first, and at which iteration each took them over. */
export function ancestors(lineage: Lineage, trial: number, iteration: number): { trial: number; at: number }[] {
  const of = new Map(lineage.trials.map(each => [each.trial, each.stretches]));
  const line: { trial: number; at: number }[] = [];
  for (let [now, until] = [trial, iteration]; line.length < 1000;) {
    // The stretches of a clone begin where it took over; before, it was somebody else.
    const from = (of.get(now) ?? []).findLast(each => each.donor !== undefined && each.from < until);
    line.push({ trial: now, at: from?.from ?? 0 });
    if (from?.donor === undefined) {
      return line;
    }

    [now, until] = [from.donor, from.from];
  }

  return line;
}

export class FamilyCard {
  readonly element: HTMLElement;
  private readonly rows = h("tbody", {});
  private readonly origin = h("p", { class: "muted small" });
  private readonly children = h("div", { class: "family-children" });
  private readonly ask: () => void;
  private seen = false;

  constructor(
    private readonly experiment: string, private readonly trial: number, private readonly signal: AbortSignal) {
    this.ask = throttled(10_000, () => this.fetch(), signal);
    this.element = h("section", { class: "card family", "aria-busy": "true" },
      h("div", { class: "card-head" }, h("h2", {}, "Lineage"), this.origin),
      h("div", { class: "family-scroll", tabindex: 0, role: "region", "aria-label": "Where its weights are from" },
        h("table", { class: "family-table" },
          h("thead", {}, h("tr", {}, ...["iterations", "weights of", "trained with"].map(each =>
            h("th", { scope: "col" }, each)))), this.rows)),
      this.children);
    whenSeen(this.element, () => {
      this.seen = true;
      this.ask();
    }, signal);
  }

  change(): void {
    if (this.seen) {
      this.ask();
    }
  }

  private async fetch(): Promise<void> {
    const lineage = await get<Lineage>(`experiments/${name(this.experiment)}/lineage`, this.signal);
    set(this.element, { "aria-busy": null });
    const own = lineage.trials.find(each => each.trial === this.trial)?.stretches ?? [];
    const line = ancestors(lineage, this.trial, own.at(-1)?.to ?? 0);
    const first = line[line.length - 1]!;
    text(this.origin, own.length === 0 ? "Nobody has taken over anybody's weights yet."
      : line.length === 1 ? "its weights are its own from the start"
      : `its weights began in trial ${first.trial}: ${line.toReversed().map(each => each.trial).join(" → ")}`);
    fill(this.rows, ...own.toReversed().map((stretch, i) => this.row(stretch, own[own.length - 2 - i])));
    this.showChildren(lineage);
  }

  private row(stretch: Stretch, before: Stretch | undefined): HTMLElement {
    return h("tr", {},
      h("td", { class: "tabular" }, `${count(stretch.from)} – ${count(stretch.to)}`),
      h("td", {}, stretch.donor === undefined ? h("span", { class: "muted" }, "itself")
        : h("a", { href: trialLink(this.experiment, stretch.donor) }, `trial ${stretch.donor}`)),
      h("td", {}, ...Object.entries(stretch.config).map(([each, value]) => {
        const old = before?.config[each];
        const isNew = before !== undefined && old !== value;
        return h("span", { class: isNew ? "family-value family-new" : "family-value", title: each },
          h("span", { class: "muted" }, each.split("/").at(-1)!), " ", shown(value));
      })));
  }

  private showChildren(lineage: Lineage): void {
    const all = lineage.trials.filter(each => each.trial !== this.trial).flatMap(each => each.stretches
      .filter(stretch => stretch.donor === this.trial).map(stretch => ({ trial: each.trial, at: stretch.from })))
      .sort((a, b) => a.at - b.at || a.trial - b.trial);
    fill(this.children, ...(all.length === 0 ? [] : [h("h3", {}, `Taken over ${plural(all.length, "time")}`),
      h("div", { class: "chips" }, ...all.slice(0, childrenMax).map(each =>
        h("a", { class: "chip", href: trialLink(this.experiment, each.trial) },
          `trial ${each.trial} at ${count(each.at)}`)),
      all.length > childrenMax
        && h("span", { class: "muted small" }, `and ${count(all.length - childrenMax)} more`))]));
  }
}
