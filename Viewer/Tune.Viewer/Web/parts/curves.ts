// Learning curves of many trials. They come as bytes, and grow by what the feed tells.

import { curves } from "../api.js";
import { h, throttled } from "../dom.js";
import { count, short } from "../format.js";
import { Chart, type Series } from "../chart/chart.js";
import { smooth } from "../chart/smooth.js";
import { go, param, put, trialLink } from "../route.js";
import type { Changes, Detail, Experiment, Points } from "../shapes.js";
import { real } from "../shapes.js";
import { Late } from "./late.js";
import { choice, offer, slider, toggle } from "./controls.js";
import { lookOf } from "./status.js";

interface Growing { xs: number[]; ys: number[] }

const curvesMax = 1000;
const redrawEvery = 500;

export class CurvesCard {
  readonly element: HTMLElement;
  private readonly chart: Chart;
  private readonly known = new Map<number, Growing>();
  private readonly status = new Map<number, string>();
  private readonly draw: () => void;
  private readonly ask: () => void;
  private readonly select: HTMLSelectElement;
  private metrics: string[];
  private metric: string;
  private weight = Number(param("smooth") ?? 0) || 0;
  private xLog = param("cxlog") === "1";
  private yLog = param("cylog") === "1";
  private summary: Experiment;
  private total = 0;
  private at = 0;

  constructor(private readonly experiment: string, detail: Detail, private readonly signal: AbortSignal) {
    this.summary = detail.summary;
    this.metrics = detail.metrics;
    this.metric = param("metric") ?? detail.summary.metric;
    this.chart = new Chart(signal, trial => go(trialLink(experiment, trial)));
    this.draw = throttled(redrawEvery, () => this.show(), signal);
    this.ask = throttled(2000, () => this.fetch(), signal);
    this.select = choice("Metric", [], this.metric, chosen => {
      this.metric = chosen;
      put({ metric: chosen === this.summary.metric ? null : chosen });
      this.known.clear();
      this.at = 0;
      this.ask();
      this.show();
    });
    this.setMetrics(detail.metrics);
    this.element = h("section", { class: "card chart-card" },
      h("div", { class: "card-head" }, h("h2", {}, "Curves"), h("div", { class: "grow" }),
        slider("Smooth", "Smoothing", this.weight, value => {
          this.weight = value;
          put({ smooth: value === 0 ? null : String(value) });
          this.draw();
        }),
        toggle("Log x", "Logarithmic axis across", this.xLog, on => {
          this.xLog = on;
          put({ cxlog: on ? "1" : null });
          this.show();
        }),
        toggle("Log y", "Logarithmic axis up", this.yLog, on => {
          this.yLog = on;
          put({ cylog: on ? "1" : null });
          this.show();
        }),
        this.select),
      this.chart.element);
  }

  setMetrics(metrics: string[]): void {
    if (this.select.options.length === 0 || metrics.join() !== this.metrics.join()) {
      this.metrics = metrics;
      const all = metrics.includes(this.metric) ? metrics : [...metrics, this.metric];
      offer(this.select, all.map(each => [each, each]), this.metric);
    }
  }

  /** Takes over what all trials came to, and what the feed has told since. */
  load(all: Points, summary: Experiment, metrics: string[], later: Changes[] = []): void {
    this.summary = summary;
    this.setMetrics(metrics);
    this.status.clear();
    all.trials.forEach((trial, i) => this.status.set(trial, all.statuses[all.status[i]!]!));
    for (const trial of later.flatMap(changes => changes.trials)) {
      this.status.set(trial.trial, trial.status);
    }

    this.rank(all);
    this.ask();
  }

  change(changes: Changes, summary: Experiment): void {
    this.summary = summary;
    this.late.note(changes);
    this.take(changes);
    if (changes.reports_left_out > 0) {
      this.ask();
    }

    this.draw();
  }

  private take(changes: Changes): void {
    for (const trial of changes.trials) {
      this.status.set(trial.trial, trial.status);
    }

    if (changes.position <= this.at) {
      return;
    }

    for (const report of changes.reports) {
      const value = report.metrics[this.metric];
      if (value !== undefined) {
        this.grow(report.trial, report.iteration, real(value));
      }
    }
  }

  // A trial that went on from an earlier checkpoint reports once more what it then undid.
  private grow(trial: number, iteration: number, value: number): void {
    let curve = this.known.get(trial);
    if (curve === undefined) {
      if (this.known.size >= curvesMax) {
        this.ask();
        return;
      }

      curve = { xs: [], ys: [] };
      this.known.set(trial, curve);
    }

    while (curve.xs.length > 0 && curve.xs[curve.xs.length - 1]! >= iteration) {
      curve.xs.pop();
      curve.ys.pop();
    }

    curve.xs.push(iteration);
    curve.ys.push(value);
  }

  private readonly late = new Late();
  private ranked: number[] = [];
  private results = new Set<number>();

  // Of more trials than are drawn, those that run and the best come first, then the newest.
  private rank(all: Points): void {
    const sign = this.summary.mode === "Min" ? 1 : -1;
    const value = new Map(all.trials.map((trial, i) => [trial, sign * real(all.values[i] ?? NaN)]));
    const worth = (trial: number) => Number.isNaN(value.get(trial)!) ? Infinity : value.get(trial)!;
    const runs = (trial: number) => Number(this.status.get(trial) === "Running");
    this.results = new Set(all.trials.filter(trial => !Number.isNaN(value.get(trial)!)));
    this.ranked = [...this.status.keys()].sort((a, b) => {
      const [one, other] = [worth(a), worth(b)];
      return runs(b) - runs(a) || (one === other ? b - a : one - other);
    });
  }

  private async fetch(): Promise<void> {
    const fresh = [...this.status.keys()].slice(this.ranked.length);
    // One that was interrupted waits as well, and has a curve.
    const begun = [...fresh, ...this.ranked]
      .filter(trial => this.status.get(trial) !== "Pending" || this.results.has(trial));
    const trials = begun.slice(0, curvesMax);
    this.total = begun.length;
    const width = trials.length > 100 ? 200 : 500;
    const metric = this.metric;
    const [page, later] = await this.late.during(
      () => curves(this.experiment, [metric], trials, width, this.signal), answer => answer.position);
    if (metric === this.metric) {
      this.at = page.position;
      for (const curve of page.curves) {
        this.known.set(curve.trial, { xs: [...curve.xs], ys: [...curve.ys] });
      }

      later.forEach(changes => this.take(changes));
      this.show();
    }
  }

  private show(): void {
    const best = this.summary.best?.trial;
    const many = this.known.size > 60;
    const series = [...this.known].filter(([, curve]) => curve.xs.length > 0).map(([trial, curve]): Series => {
      const status = this.status.get(trial) ?? "Pending";
      const isBest = trial === best;
      return {
        trial, kind: "line", xs: curve.xs, ys: this.weight > 0 ? smooth(curve.ys, this.weight) : curve.ys,
        ink: isBest ? "best" : status === "Completed" ? "series" : lookOf(status).ink,
        alpha: isBest ? 1 : many ? 0.28 : 0.6, width: isBest ? 2.25 : many ? 1 : 1.25,
      };
    });
    series.sort((a, b) => Number(a.trial === best) - Number(b.trial === best));
    const isObjective = this.metric === this.summary.metric;
    this.chart.show({
      series, x: { name: "iteration", log: this.xLog, whole: true },
      y: {
        name: this.metric
          + (series.length < this.total ? ` · ${count(series.length)} of ${count(this.total)} trials` : ""),
        log: this.yLog, ...(isObjective ? { bad: this.summary.mode === "Min" ? "high" as const : "low" as const } : {}),
      },
      legend: best !== undefined && this.known.has(best) ? [{ ink: "best", says: `trial ${best}, the best` }] : [],
      nothing: "No curve yet. Each report of a trial adds a point.",
      label: `${this.metric} of ${series.length} trials by iteration`,
      says: hit => [
        `Trial ${hit.series.trial}${hit.series.trial === best ? " · best" : ""}`,
        `${this.metric} ${short(hit.series.ys[hit.index]!, 6)}`, `iteration ${count(hit.series.xs[hit.index]!)}`,
        (this.status.get(hit.series.trial) ?? "").toLowerCase()],
    });
  }
}
