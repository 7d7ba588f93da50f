// What each trial came to, and the best so far: by number, or as time went on.

import { h, throttled } from "../dom.js";
import { duration, moment, short } from "../format.js";
import { Chart, type Series } from "../chart/chart.js";
import type { Hit } from "../chart/nearest.js";
import { go, param, put, trialLink } from "../route.js";
import type { Changes, Experiment, Points, Real } from "../shapes.js";
import { real } from "../shapes.js";
import { choice, toggle } from "./controls.js";
import { lookOf } from "./status.js";

interface Point { trial: number; status: string; value: number; seconds: number }

const redrawEvery = 500;

export class HistoryCard {
  readonly element: HTMLElement;
  private readonly chart: Chart;
  private readonly points: Point[] = [];
  private readonly draw: () => void;
  private byTime = param("x") === "time";
  private isLog = param("ylog") === "1";
  private at = 0;

  constructor(experiment: string, private summary: Experiment, signal: AbortSignal) {
    this.chart = new Chart(signal, trial => go(trialLink(experiment, trial)));
    this.draw = throttled(redrawEvery, () => this.show(), signal);
    this.element = h("section", { class: "card chart-card" },
      h("div", { class: "card-head" }, h("h2", {}, "History"), h("div", { class: "grow" }),
        choice("Along", [["trial", "by trial"], ["time", "by time"]], this.byTime ? "time" : "trial", chosen => {
          this.byTime = chosen === "time";
          put({ x: this.byTime ? "time" : null });
          this.show();
        }),
        toggle("Log", "Logarithmic axis", this.isLog, on => {
          this.isLog = on;
          put({ ylog: on ? "1" : null });
          this.show();
        })),
      this.chart.element);
  }

  /** Takes over what all trials came to, and what the feed has told since. */
  load(all: Points, summary: Experiment, later: Changes[] = []): void {
    this.at = all.position;
    this.points.length = 0;
    all.trials.forEach((trial, i) => {
      this.points[trial] = {
        trial, status: all.statuses[all.status[i]!]!, value: real(all.values[i]), seconds: real(all.seconds[i]),
      };
    });
    this.summary = summary;
    later.forEach(changes => this.change(changes, summary));
    this.show();
  }

  change(changes: Changes, summary: Experiment): void {
    this.summary = summary;
    if (changes.position <= this.at) {
      return;
    }

    const created = Date.parse(summary.created_utc);
    for (const trial of changes.trials) {
      if (trial.deleted_utc !== undefined) {
        delete this.points[trial.trial];
        continue;
      }

      this.points[trial.trial] = {
        trial: trial.trial, status: trial.status, value: real(trial.best as Real | undefined),
        seconds: trial.last_utc ? (Date.parse(trial.last_utc) - created) / 1000 : NaN,
      };
    }

    this.draw();
  }

  private show(): void {
    const { metric, mode } = this.summary;
    const known = this.points.filter(point => point !== undefined && Number.isFinite(point.value)
      && (!this.byTime || Number.isFinite(point.seconds)));
    if (this.byTime) {
      known.sort((a, b) => a.seconds - b.seconds);
    }

    const [unit, of] = this.byTime ? timeUnit(known.at(-1)?.seconds ?? 0) : ["", 1];
    const x = (point: Point) => this.byTime ? point.seconds / of : point.trial;
    const groups = new Map<string, Point[]>();
    for (const point of known) {
      const ink = lookOf(point.status).ink;
      const group = groups.get(ink) ?? [];
      group.push(point);
      groups.set(ink, group);
    }

    const dots: Series[] = [...groups].map(([ink, points]) => ({
      trial: -1, kind: "dots", ink, alpha: known.length > 500 ? 0.55 : 0.85, width: known.length > 500 ? 2 : 3,
      xs: points.map(x), ys: points.map(point => point.value), points,
    } as Series & { points: Point[] }));
    const best = bestSoFar(known, mode);
    const line: Series = {
      trial: -1, kind: "steps", ink: "best", width: 2, xs: known.map(x), ys: best,
    };
    this.chart.show({
      series: [...dots, line], x: { name: this.byTime ? unit : "trial", whole: !this.byTime },
      y: { name: `${metric} ${mode === "Min" ? "↓" : "↑"}`, log: this.isLog, bad: mode === "Min" ? "high" : "low" },
      legend: [{ ink: "best", says: "best so far" }], says: hit => this.says(hit),
      nothing: "No result yet. The first report of a trial draws the first dot.",
      label: known.length === 0 ? "No result yet"
        : `${known.length} results of ${metric}; the best is ${short(best[best.length - 1]!)}.`,
    });
  }

  private says(hit: Hit): string[] {
    const point = (hit.series as Series & { points?: Point[] }).points?.[hit.index];
    if (point === undefined) {
      return [];
    }

    // The dots of a status are one series: which trial is meant is known only here.
    hit.series = { ...hit.series, trial: point.trial };
    const at = new Date(Date.parse(this.summary.created_utc) + point.seconds * 1000).toISOString();
    return [`Trial ${point.trial}`, `${this.summary.metric} ${short(point.value, 6)}`, point.status.toLowerCase(),
      this.byTime ? `after ${duration(point.seconds)}` : Number.isFinite(point.seconds) ? moment(at) : ""];
  }
}

function bestSoFar(points: Point[], mode: "Min" | "Max"): Float64Array {
  const best = new Float64Array(points.length);
  let now = NaN;
  points.forEach((point, i) => {
    now = Number.isNaN(now) || (mode === "Min" ? point.value < now : point.value > now) ? point.value : now;
    best[i] = now;
  });
  return best;
}

function timeUnit(seconds: number): [string, number] {
  return seconds < 180 ? ["s", 1] : seconds < 180 * 60 ? ["min", 60] : seconds < 72 * 3600 ? ["h", 3600]
    : ["days", 86400];
}
