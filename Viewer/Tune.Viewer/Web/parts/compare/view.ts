// What the address says of a comparison.

import { stretches } from "../../api.js";
import { param, put } from "../../route.js";
import type { Width } from "./groups.js";
import type { Along } from "./timed.js";

export interface Chosen {
  trials: number[]; metrics: string[]; smooth: number; along: Along; xLog: boolean; yLog: boolean;
  group: string; band: Width | "none"; all: boolean;
}

export const trialsMax = 300;
export const metricsMax = 12;

export function chosen(): Chosen {
  const along = param("x");
  const band = param("band");
  return {
    trials: numbers(param("trials") ?? ""), metrics: (param("metric") ?? "").split(",").filter(each => each !== "")
      .slice(0, metricsMax),
    smooth: Math.min(0.99, Math.max(0, Number(param("smooth") ?? 0) || 0)),
    along: along === "relative" || along === "wall" ? along : "step",
    xLog: param("cxlog") === "1", yLog: param("cylog") === "1", group: param("group") ?? "",
    band: band === "spread" || band === "none" ? band : "range", all: param("all") === "1",
  };
}

export function keep(now: Chosen, usual: string[]): void {
  put({
    trials: stretches(now.trials), metric: now.metrics.join() === usual.join() ? null : now.metrics.join(","),
    smooth: now.smooth === 0 ? null : String(now.smooth), x: now.along === "step" ? null : now.along,
    cxlog: now.xLog ? "1" : null, cylog: now.yLog ? "1" : null, group: now.group,
    band: now.band === "range" ? null : now.band, all: now.all ? "1" : null,
  });
}

/** Numbers with commas or blanks, and stretches such as 3-9. */
export function numbers(text: string): number[] {
  const found = new Set<number>();
  for (const part of text.split(/[\s,]+/)) {
    const [, first, last] = /^#?(\d{1,9})(?:-(\d{1,9}))?$/.exec(part) ?? [];
    for (let i = Number(first); i <= Number(last ?? first) && found.size < trialsMax; i++) {
      found.add(i);
    }
  }

  return [...found];
}
