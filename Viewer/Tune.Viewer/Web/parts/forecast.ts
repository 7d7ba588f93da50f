// How long it will take, if it goes on as it did: from how often trials have ended lately, and over all.

import type { Experiment, Points } from "../shapes.js";

export interface Left { trials: number; low: number; high: number }

const ended = ["Completed", "Stopped", "Errored"];
const least = 4;

/** Seconds that are left; null where too little has ended, or nothing says how much there will be. */
export function left(all: Points, now: Experiment, seconds: number): Left | null {
  const ends = all.trials.map((_, i) => ended.includes(all.statuses[all.status[i]!]!) ? all.seconds[i] ?? NaN : NaN)
    .filter(Number.isFinite).sort((a, b) => a - b);
  if (now.state !== "active" || now.trials_max === undefined || ends.length < least || seconds <= 0) {
    return null;
  }

  const trials = Math.max(0, now.trials_max - ends.length);
  const middle = Math.floor(ends.length / 2);
  const lately = (ends.length - middle) / Math.max(1e-3, seconds - ends[middle]!);
  const over = ends.length / seconds;
  const paces = [trials / lately, trials / over].sort((a, b) => a - b);
  return { trials, low: paces[0]!, high: paces[1]! };
}
