// One ladder of rungs: how many trials have come to each, and what became of them there.

import { h, set, text } from "../dom.js";
import { count } from "../format.js";

export interface Standing { iteration: number; status: string; bracket?: number }

/** What may become of a trial at a rung, with its colour. */
export const fates: [string, string, (status: string) => boolean][] = [
  ["series", "went on", () => false],
  ["running", "running", status => status === "Running"],
  ["paused", "waiting", status => status === "Paused" || status === "Pending"],
  ["stopped", "stopped here", status => status === "Stopped"],
  ["good", "finished", status => status === "Completed"],
  ["failed", "failed", status => status === "Errored"],
];

/** How many of some trials met which fate at each rung, the lowest rung first. */
export function counted(rungs: number[], trials: Iterable<Standing>): number[][] {
  const counts = rungs.map(() => fates.map(() => 0));
  for (const { iteration, status } of trials) {
    const own = Math.max(0, fates.findIndex(([, , is]) => is(status)));
    for (let i = 0; i < rungs.length && iteration >= rungs[i]!; i++) {
      counts[i]![iteration >= (rungs[i + 1] ?? Infinity) ? 0 : own]!++;
    }
  }

  return counts;
}

export class Ladder {
  readonly element: HTMLElement;
  private readonly rows: { reached: HTMLElement; bar: HTMLElement; parts: HTMLElement[] }[];

  constructor(readonly rungs: number[]) {
    this.rows = rungs.map(() => ({
      reached: h("span", { class: "number" }), bar: h("div", { class: "bar", role: "img" }),
      parts: fates.map(([ink]) => h("span", { class: `bar-part fill-${ink}`, hidden: true })),
    }));
    this.rows.forEach(row => row.bar.append(...row.parts));
    this.element = h("dl", { class: "rungs" }, ...rungs.map((rung, i) => h("div", {},
      h("dt", {}, `iteration ${count(rung)}`),
      h("dd", {}, this.rows[i]!.bar), h("dd", {}, this.rows[i]!.reached))));
  }

  /** Shows some trials; so many fill a bar. */
  show(trials: Standing[], whole: number): void {
    counted(this.rungs, trials).forEach((counts, i) => {
      const reached = counts.reduce((sum, each) => sum + each, 0);
      const row = this.rows[i]!;
      row.parts.forEach((part, fate) => {
        part.hidden = counts[fate] === 0;
        part.style.width = `${(100 * counts[fate]!) / Math.max(1, whole)}%`;
      });
      const said = fates.map(([, says], fate) => [counts[fate]!, says] as const).filter(([n]) => n > 0)
        .map(([n, says]) => `${count(n)} ${says}`).join(", ");
      set(row.bar, { "aria-label": said === "" ? "no trial yet" : said, title: said });
      text(row.reached, count(reached));
    });
  }
}
