// The ramp of Tune.Plots from the worst to the best: even in lightness, and never as light as the page.

const stops = [
  [68, 1, 84], [71, 45, 123], [59, 82, 139], [44, 114, 142], [33, 145, 140], [40, 174, 128], [94, 201, 98],
  [173, 220, 48], [253, 231, 37],
] as const;

export type Rgb = readonly [number, number, number];

/** The colour at a place from 0 for the worst to 1 for the best. */
export function ramp(place: number): Rgb {
  const at = Math.min(1, Math.max(0, Number.isNaN(place) ? 0 : place));
  const isDark = document.documentElement.dataset["theme"] === "dark";
  const spot = (isDark ? 0.25 + 0.75 * at : 0.92 - 0.92 * at) * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(spot));
  const [one, other] = [stops[i]!, stops[i + 1]!];
  const mixed = (part: 0 | 1 | 2) => Math.round(one[part] + (spot - i) * (other[part] - one[part]));
  return [mixed(0), mixed(1), mixed(2)];
}

export const css = ([r, g, b]: Rgb): string => `rgb(${r},${g},${b})`;

/** A number between -1 and 1 for a trial and an axis, the same each time: what would lie on each other is spread by it.
 */
export function jitter(trial: number, axis: number): number {
  let mixed = (Math.imul(trial + 1, 0x9e3779b1) ^ Math.imul(axis + 7, 0x85ebca6b)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 0;
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 0x7fffffff - 1;
}
