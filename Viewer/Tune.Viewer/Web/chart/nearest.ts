// Which point is under the pointer.

import type { Plot, Series } from "./chart.js";

export interface Hit { series: Series; index: number; x: number; y: number }

const reach = 40;

/** Where a point stands on the picture. A dot beyond the axis stands at its end; a line just leaves it. */
export function spot(series: Series, plot: Plot, index: number): [number, number] {
  const up = plot.y.place(series.ys[index]!);
  const within = series.kind === "dots" ? Math.min(1, Math.max(0, up)) : up;
  return [plot.left + plot.width * plot.x.place(series.xs[index]!), plot.top + plot.height * (1 - within)];
}

/** The point of a trial nearest to a place on the picture; null if none is near. Values along x must rise, except
 * for dots. */
export function nearest(series: readonly Series[], plot: Plot, x: number, y: number): Hit | null {
  let best: Hit | null = null;
  let least = reach * reach;
  for (const each of series) {
    if (each.trial < 0 && each.kind !== "dots") {
      continue;
    }

    const [from, to] = each.kind === "dots" ? [0, each.xs.length] : around(each.xs, plot, x);
    for (let i = from; i < to; i++) {
      const [px, py] = spot(each, plot, i);
      const far = (px - x) ** 2 + (py - y) ** 2;
      if (far < least) {
        least = far;
        best = { series: each, index: i, x: px, y: py };
      }
    }
  }

  return best;
}

// The points within reach of the pointer, by halving.
function around(xs: ArrayLike<number>, plot: Plot, x: number): [number, number] {
  const first = (limit: number) => {
    let [low, high] = [0, xs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (plot.left + plot.width * plot.x.place(xs[middle]!) < limit) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }

    return low;
  };
  return [first(x - reach), first(x + reach)];
}
