// What all charts of the page draw from: axes, colours by rank, and who is chosen.

import { type Axis, axisOf, axisOver } from "../../chart/axis.js";
import { limits } from "../../chart/limits.js";
import { css, jitter, ramp } from "../../chart/ramp.js";
import type { Dot } from "../../chart/scatter.js";
import { short } from "../../format.js";
import type { Real } from "../../shapes.js";
import { real } from "../../shapes.js";
import type { InsightData } from "./data.js";

export interface Prepared {
  data: InsightData; axes: Axis[]; results: Axis[]; inks: string[]; chosen: boolean[]; best: number; target: string;
  /** Of how many trials there is a result. */
  ranked: number;
  settings: Float64Array[]; values: Float64Array[];
  says: (trial: number, parameters?: number[]) => string[];
}

export function prepare(data: InsightData, chosen: boolean[], isLog: boolean): Prepared {
  const places = data.places.map(place => place ?? NaN);
  const ranked = places.filter(place => !Number.isNaN(place)).length;
  // Colours tell the chosen ones apart, however good all of them are.
  const order = places.map((place, i) => [place, i] as const)
    .filter(([place, i]) => chosen[i] && !Number.isNaN(place)).sort(([a], [b]) => a - b);
  const shares = new Map(order.map(([, i], k) => [i, 1 - k / Math.max(1, order.length - 1)]));
  const settings = data.settings.map(column => Float64Array.from(column, value => value ?? NaN));
  const values = data.values.map(column => Float64Array.from(column, value => real(value as Real | null)));
  const results = data.objectives.map(({ metric, mode }, i) => {
    const log = isLog && values[i]!.some(value => value > 0);
    const series = [{ trial: -1, kind: "dots" as const, xs: [], ys: values[i]!, ink: "series" }];
    const { low, high } = limits(series, "ys", log, mode === "Min" ? "high" : "low");
    return axisOver(`${metric} ${mode === "Min" ? "↓" : "↑"}`, low, high, log);
  });
  const at = new Map(data.trials.map((trial, i) => [trial, i]));
  const shown = (parameter: number, i: number) => {
    const value = settings[parameter]![i]!;
    const options = data.parameters[parameter]!.options;
    return Number.isNaN(value) ? "not set" : options ? options[value] ?? "" : short(value, 4);
  };
  return {
    data, axes: data.parameters.map(axisOf), results, chosen, ranked, settings, values,
    best: data.objectives.length > 1 ? -1 : places.findIndex(place => place === 0),
    inks: places.map((_, i) => shares.has(i) ? css(ramp(shares.get(i)!)) : "lost"),
    target: data.objectives.length > 1 ? "the front" : data.objectives[0]!.metric,
    says: (trial, parameters) => {
      const i = at.get(trial)!;
      return [`Trial ${trial}${places[i] === 0 && data.objectives.length === 1 ? " · best" : ""}`,
        ...data.objectives.map(({ metric }, k) => `${metric} ${short(values[k]![i]!, 5)}`),
        ...(parameters ?? data.parameters.map((_, k) => k)).slice(0, 8)
          .map(k => `${data.parameters[k]!.name} ${shown(k, i)}`)];
    },
  };
}

/** The trials that have a result by two parameters. */
export function dotsOf({ data, axes, settings, inks, chosen, best }: Prepared, x: number, y: number): Dot[] {
  const dots: Dot[] = [];
  data.trials.forEach((trial, i) => {
    if (data.places[i] !== null && data.places[i] !== undefined) {
      dots.push({
        trial, ink: inks[i]!, chosen: chosen[i]!, ring: i === best,
        x: axes[x]!.place(settings[x]![i]!) + axes[x]!.spread * jitter(trial, x),
        y: axes[y]!.place(settings[y]![i]!) + axes[y]!.spread * jitter(trial, y),
      });
    }
  });
  return sorted(data, dots.filter(dot => Number.isFinite(dot.x) && Number.isFinite(dot.y)));
}

/** The trials by a parameter and a result. */
export function sliceOf(
  { data, axes, results, settings, values, inks, chosen, best }: Prepared, x: number, result: number): Dot[] {
  return sorted(data, data.trials.map((trial, i): Dot => ({
    trial, ink: inks[i]!, chosen: chosen[i]!, ring: i === best,
    x: axes[x]!.place(settings[x]![i]!) + axes[x]!.spread * jitter(trial, x),
    y: results[result]!.place(values[result]![i]!),
  })).filter(dot => Number.isFinite(dot.x) && Number.isFinite(dot.y)));
}

// The good ones lie on top.
function sorted(data: InsightData, dots: Dot[]): Dot[] {
  const place = new Map(data.trials.map((trial, i) => [trial, data.places[i] ?? Infinity]));
  return dots.sort((a, b) => place.get(b.trial)! - place.get(a.trial)!);
}
