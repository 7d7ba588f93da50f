// Curves with the time of each point.

import { get, metricQuery, name, stretches } from "../../api.js";
import type { Real, Trial } from "../../shapes.js";
import { real } from "../../shapes.js";
import type { Xy } from "./groups.js";

export type Along = "step" | "relative" | "wall";

export interface Timed { trial: number; metric: string; iterations: number[]; values: Real[]; seconds: number[] }

const pointsMax = 60_000;

export async function timed(
  experiment: string, metrics: string[], trials: number[], signal: AbortSignal): Promise<Timed[]> {
  if (metrics.length === 0 || trials.length === 0) {
    return [];
  }

  const width = Math.max(40, Math.min(500, Math.floor(pointsMax / (metrics.length * trials.length))));
  const query = `${metricQuery(metrics)}&trials=${stretches(trials)}&width=${width}`;
  return (await get<{ curves: Timed[] }>(
    `experiments/${name(experiment)}/curves?${query}&times=true`, signal)).curves;
}

/** A curve along steps, seconds since the trial began, or seconds since the experiment did. What a later attempt
 * reports again takes the place of what it repeats. */
export function along(curve: Timed, x: Along, trial: Trial | undefined, created: number): Xy {
  const [at, values]: [number[], number[]] = [[], []];
  const began = trial?.started_utc ? (Date.parse(trial.started_utc) - created) / 1000 : curve.seconds[0] ?? 0;
  const steps: number[] = [];
  curve.iterations.forEach((iteration, i) => {
    while (steps.length > 0 && steps[steps.length - 1]! >= iteration) {
      steps.pop();
      at.pop();
      values.pop();
    }

    steps.push(iteration);
    at.push(x === "step" ? iteration
      : x === "relative" ? Math.max(0, curve.seconds[i]! - began) : curve.seconds[i]!);
    values.push(real(curve.values[i]));
  });
  return { xs: Float64Array.from(at), ys: Float64Array.from(values) };
}

/** The unit in which so many seconds are read best. */
export function unitOf(seconds: number): [string, number] {
  return seconds < 180 ? ["s", 1] : seconds < 180 * 60 ? ["min", 60] : seconds < 72 * 3600 ? ["h", 3600]
    : ["days", 86400];
}
