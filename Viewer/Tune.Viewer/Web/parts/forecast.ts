// How long it will take, if it goes on as it did: from how often trials have ended lately, and over all.

import { short } from "../format.js";
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

/** As long as between two durations, in few letters. */
export function between(low: number, high: number): string {
  const [unit, of] = high < 90 ? ["s", 1] : high < 90 * 60 ? ["min", 60] : high < 48 * 3600 ? ["h", 3600]
    : ["days", 86400];
  const [one, other] = [low / of, high / of].map(each => short(each, each < 10 ? 1 : 2));
  return one === other ? `about ${one} ${unit}` : `${one} – ${other} ${unit}`;
}
