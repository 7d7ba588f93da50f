// How far an axis goes, where a few far-out values would flatten everything else.

import type { Series } from "./chart.js";

const sampleMax = 20_000;
const fence = 4;
/** Of so few values each is worth its room. */
const few = 40;

export interface Limits { low: number; high: number }

/** The ends of some values, as positions; with a bad side, what lies far out there is left outside. */
export function limits(series: readonly Series[], of: "xs" | "ys", isLog: boolean, bad?: "high" | "low"): Limits {
  let [low, high, total] = [Infinity, -Infinity, 0];
  for (const each of series) {
    const values = each[of];
    total += values.length;
    for (let i = 0; i < values.length; i++) {
      const at = position(values[i]!, isLog);
      if (Number.isFinite(at)) {
        low = at < low ? at : low;
        high = at > high ? at : high;
      }
    }
  }

  return bad === undefined || total < few ? { low, high } : fenced(series, of, isLog, bad, { low, high }, total);
}

function fenced(
  series: readonly Series[], of: "xs" | "ys", isLog: boolean, bad: "high" | "low", ends: Limits,
  total: number): Limits {
  const sample: number[] = [];
  const every = Math.max(1, Math.ceil(total / sampleMax));
  let seen = 0;
  for (const each of series) {
    const values = each[of];
    for (let i = 0; i < values.length; i++) {
      const at = position(values[i]!, isLog);
      if (seen++ % every === 0 && Number.isFinite(at)) {
        sample.push(at);
      }
    }
  }

  const sorted = Float64Array.from(sample).sort();
  const quantile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  const reach = fence * (quantile(0.75) - quantile(0.25));
  if (!(reach > 0)) {
    return ends;
  }

  const { low, high } = ends;
  if (bad === "high") {
    const kept = Math.min(high, quantile(0.75) + reach);
    return high - low > 2 * (kept - low) ? { low, high: kept } : ends;
  }

  const kept = Math.max(low, quantile(0.25) - reach);
  return high - low > 2 * (high - kept) ? { low: kept, high } : ends;
}

function position(value: number, isLog: boolean): number {
  return isLog ? (value > 0 ? Math.log10(value) : NaN) : value;
}
