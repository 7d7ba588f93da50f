// Between what is brushed along an axis, in shares of its length, and the values that are chosen by it.

import type { Stretch } from "../../chart/parallel.js";
import type { Cut } from "./data.js";

export function optionsIn([from, to]: Stretch, count: number): Cut | null {
  const options = Array.from({ length: count }, (_, i) => i)
    .filter(i => i + 1 > from * count + 0.2 && i < to * count - 0.2);
  return options.length === count || options.length === 0 ? null : { options };
}

// As few digits as the stretch needs, so that what it says can be read.
export function rounded(low: number, high: number): Cut {
  const digits = Math.max(2, Math.min(15, 3 - Math.floor(Math.log10(Math.abs(high - low) / Math.max(Math.abs(low), Math.abs(high))))));
  return { low: Number(low.toPrecision(digits)), high: Number(high.toPrecision(digits)) };
}

export function stretchesOf(cut: Cut | undefined, options: number | undefined, place: (value: number) => number): Stretch[] {
  return cut === undefined ? []
    : "options" in cut ? cut.options.map((each): Stretch => [each / options!, (each + 1) / options!])
    : [[place(cut.low), place(cut.high)]];
}
