// Trials by what a parameter is for them, and what several curves are together.

import { short } from "../../format.js";
import type { Trial } from "../../shapes.js";
import { shown } from "../config.js";

export interface Group { name: string; trials: number[] }
export interface Xy { xs: ArrayLike<number>; ys: ArrayLike<number> }
export interface Band { xs: Float64Array; ys: Float64Array; low: Float64Array; high: Float64Array }
export type Width = "range" | "spread";

const groupsMax = 8;
const bins = 4;
const gridMax = 400;

/** One group for each value of a parameter; a number with many values falls into four stretches with as many trials
 * each. */
export function groupsOf(trials: Trial[], parameter: string): Group[] {
  const valueOf = (trial: Trial) => trial.config[parameter];
  const known = trials.filter(trial => valueOf(trial) !== undefined && valueOf(trial) !== null);
  const values = new Map<string, number[]>();
  for (const trial of known) {
    const key = shown(valueOf(trial));
    values.set(key, [...values.get(key) ?? [], trial.trial]);
  }

  const isNumber = known.every(trial => typeof valueOf(trial) === "number");
  const named = values.size > groupsMax && isNumber ? stretches(known, trial => valueOf(trial) as number)
    : [...values].sort(([a, one], [b, other]) => isNumber
      ? (valueOf(known.find(t => t.trial === one[0])!) as number)
        - (valueOf(known.find(t => t.trial === other[0])!) as number)
      : a < b ? -1 : 1).map(([name, numbers]) => ({ name, trials: numbers }));
  const kept = named.length <= groupsMax ? named : [...named.slice(0, groupsMax - 1), {
    name: `${named.length - groupsMax + 1} other values`,
    trials: named.slice(groupsMax - 1).flatMap(group => group.trials),
  }];
  const without = trials.filter(trial => !known.includes(trial)).map(trial => trial.trial);
  return without.length === 0 ? kept : [...kept, { name: "not set", trials: without }];
}

function stretches(trials: Trial[], of: (trial: Trial) => number): Group[] {
  const sorted = [...trials].sort((a, b) => of(a) - of(b));
  const groups: Group[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const some = sorted.slice(Math.round(bin * sorted.length / bins), Math.round((bin + 1) * sorted.length / bins));
    if (some.length > 0) {
      groups.push({
        name: `${short(of(some[0]!), 3)} to ${short(of(some[some.length - 1]!), 3)}`,
        trials: some.map(trial => trial.trial),
      });
    }
  }

  return groups;
}

/** The mean of some curves with a band around it. Each counts between its first point and its last, and between two of
 * its points by the straight line through them. */
export function bandOf(curves: Xy[], width: Width): Band {
  const all = Float64Array.from(new Set(curves.flatMap(curve => Array.from(curve.xs)))).sort();
  const every = Math.max(1, Math.ceil(all.length / gridMax));
  const xs = all.filter((_, i) => i % every === 0 || i === all.length - 1);
  const [ys, low, high] = [new Float64Array(xs.length), new Float64Array(xs.length), new Float64Array(xs.length)];
  const places = curves.map(() => 0);
  xs.forEach((x, i) => {
    const values = curves.map((curve, j) => {
      while (places[j]! + 1 < curve.xs.length && curve.xs[places[j]! + 1]! <= x) {
        places[j]!++;
      }

      return between(curve, places[j]!, x);
    }).filter(value => Number.isFinite(value));
    const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
    const off = Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / Math.max(1, values.length - 1));
    ys[i] = values.length === 0 ? NaN : mean;
    low[i] = values.length === 0 ? NaN : width === "range" ? Math.min(...values) : mean - off;
    high[i] = values.length === 0 ? NaN : width === "range" ? Math.max(...values) : mean + off;
  });
  return { xs, ys, low, high };
}

function between({ xs, ys }: Xy, i: number, x: number): number {
  const [x0, x1] = [xs[i]!, xs[i + 1]];
  return x < x0 || (x1 === undefined && x > x0) ? NaN
    : x1 === undefined || x === x0 ? ys[i]!
    : ys[i]! + (ys[i + 1]! - ys[i]!) * (x - x0) / (x1 - x0);
}
