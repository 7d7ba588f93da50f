// Why what does not run now does not: a line for each reason.

import { get, name } from "../api.js";
import { fill, h, throttled } from "../dom.js";
import { count } from "../format.js";
import { icon } from "./status.js";

interface Reason { kind: string; says: string; holds: boolean; status?: string; trials?: number }

const againAfter = 10_000;

interface WaitingList { position: number; reasons: Reason[] }

const marks: Record<string, string> = {
  paused: "paused", interrupted: "interrupted", leaving: "paused", storage: "failed", resources: "failed",
  concurrency: "pending", slots: "pending", scheduler: "paused",
};

export class WaitingLines {
  readonly element = h("ul", { class: "waiting", "aria-label": "What it waits for", hidden: true });
  private readonly ask: () => void;
  private reasons: Reason[] = [];
  private status: string | null = null;

  /** With a trial's status in mind, if there is one: see `only`. */
  constructor(private readonly experiment: string, signal: AbortSignal) {
    this.ask = throttled(2000, () => this.load(signal), signal);

    // A slot that became free and a disk that is full are no events.
    const again = setInterval(() => !document.hidden && !this.element.hidden && this.ask(), againAfter);
    signal.addEventListener("abort", () => clearInterval(again));
  }

  async load(signal: AbortSignal): Promise<void> {
    this.reasons = (await get<WaitingList>(`experiments/${name(this.experiment)}/waiting`, signal)).reasons;
    this.show();
  }

  change(): void { this.ask(); }

  /** Only what a trial of that status waits for. */
  only(status: string): void {
    const isNew = status !== this.status;
    this.status = status;
    if (status === "Pending" || status === "Paused") {
      this.ask();
    } else if (isNew) {
      this.show();
    }
  }

  private show(): void {
    const shown = this.reasons.filter(each => this.status === null
      || (each.holds && each.status === undefined && /Pending|Paused/.test(this.status))
      || each.status === this.status);
    fill(this.element, ...shown.map(each => h("li", { "data-kind": each.kind, "data-holds": each.holds },
      icon(marks[each.kind] ?? "pending"),
      this.status === null && each.trials !== undefined
        && h("b", {}, each.status === undefined ? `${count(each.trials)} to come`
          : each.status === "Paused" ? `${count(each.trials)} paused` : `${count(each.trials)} waiting`),
      h("span", {}, each.says))));
    this.element.hidden = shown.length === 0;
  }
}
