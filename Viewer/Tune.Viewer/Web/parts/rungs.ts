// How many trials have come to each rung of the scheduler, and what became of them there.

import { h, set, text } from "../dom.js";
import { count } from "../format.js";
import type { Changes, Points } from "../shapes.js";

interface Standing { iteration: number; status: string }

const fates: [string, string, (status: string) => boolean][] = [
  ["series", "went on", () => false],
  ["running", "running", status => status === "Running"],
  ["paused", "waiting", status => status === "Paused" || status === "Pending"],
  ["stopped", "stopped here", status => status === "Stopped"],
  ["good", "finished", status => status === "Completed"],
  ["failed", "failed", status => status === "Errored"],
];

export class RungsCard {
  readonly element: HTMLElement;
  private readonly trials = new Map<number, Standing>();
  private readonly rows: { reached: HTMLElement; bar: HTMLElement; parts: HTMLElement[] }[];

  constructor(private readonly rungs: number[]) {
    this.rows = rungs.map(() => ({
      reached: h("span", { class: "number" }), bar: h("div", { class: "bar", role: "img" }),
      parts: fates.map(([ink]) => h("span", { class: `bar-part fill-${ink}`, hidden: true })),
    }));
    this.rows.forEach(row => row.bar.append(...row.parts));
    this.element = h("section", { class: "card rungs-card", hidden: rungs.length === 0 },
      h("div", { class: "card-head" }, h("h2", {}, "Rungs"), h("div", { class: "grow" }),
        h("ul", { class: "legend" }, ...fates.map(([ink, says]) =>
          h("li", {}, h("span", { class: `patch fill-${ink}`, "aria-hidden": "true" }), says)))),
      h("dl", { class: "rungs" }, ...rungs.map((rung, i) => h("div", {},
        h("dt", {}, `iteration ${count(rung)}`),
        h("dd", {}, this.rows[i]!.bar), h("dd", {}, this.rows[i]!.reached)))));
  }

  load(all: Points): void {
    this.trials.clear();
    all.trials.forEach((trial, i) => this.trials.set(trial, {
      iteration: all.iterations[i] ?? 0, status: all.statuses[all.status[i]!]!,
    }));
    this.show();
  }

  change(changes: Changes): void {
    if (this.rungs.length > 0 && changes.trials.length > 0) {
      changes.trials.forEach(trial => this.trials.set(trial.trial, trial));
      this.show();
    }
  }

  private show(): void {
    const all = Math.max(1, this.trials.size);
    this.rungs.forEach((rung, i) => {
      const next = this.rungs[i + 1] ?? Infinity;
      const counts = fates.map(() => 0);
      for (const { iteration, status } of this.trials.values()) {
        if (iteration >= rung) {
          const fate = iteration >= next ? 0 : fates.findIndex(([, , is]) => is(status));
          counts[Math.max(0, fate)]!++;
        }
      }

      const reached = counts.reduce((sum, each) => sum + each, 0);
      const row = this.rows[i]!;
      row.parts.forEach((part, fate) => {
        part.hidden = counts[fate] === 0;
        part.style.width = `${(100 * counts[fate]!) / all}%`;
      });
      const said = fates.map(([, says], fate) => [counts[fate]!, says] as const).filter(([n]) => n > 0)
        .map(([n, says]) => `${count(n)} ${says}`).join(", ");
      set(row.bar, { "aria-label": said === "" ? "no trial yet" : said, title: said });
      text(row.reached, count(reached));
    });
  }
}
