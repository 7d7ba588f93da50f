// One trial: what it trained with, how it went, and how it ended.

import { curves, get, name } from "../api.js";
import { now as lastKnown, onReturn } from "../connection.js";
import { Chart } from "../chart/chart.js";
import { h, set, text, throttled } from "../dom.js";
import { follow } from "../feed.js";
import { count, duration, moment, plural, short } from "../format.js";
import { onPage } from "../keys.js";
import { AboutCard } from "../parts/acting/about.js";
import { BinNote } from "../parts/acting/binned.js";
import { TrialActs } from "../parts/acting/trial.js";
import { configCard } from "../parts/config.js";
import { canBeTaken } from "../parts/copying.js";
import { EventsCard } from "../parts/events.js";
import { clones, FamilyCard } from "../parts/family.js";
import { AttemptsCard, CheckpointsCard } from "../parts/files.js";
import { toggle } from "../parts/controls.js";
import { artifactsHint } from "../parts/hint.js";
import { FilesCard } from "../parts/runs/files.js";
import { Stat } from "../parts/stat.js";
import { StateMark } from "../parts/status.js";
import { experimentLink, go, param, put, trialLink } from "../route.js";
import type { Curve, Detail, Server, Trial } from "../shapes.js";
import { real } from "../shapes.js";
import { waysOfTrial } from "../parts/ways.js";
import { WaitingLines } from "../parts/waiting.js";

const width = 1000;
const metricsMax = 12;

export async function trialPage(
  at: HTMLElement, experiment: string, number: number, signal: AbortSignal): Promise<void> {
  document.title = `Trial ${number} · ${experiment} · TuneNet`;
  const path = `experiments/${name(experiment)}`;
  const [server, detail] = await Promise.all([get<Server>("server", signal), get<Detail>(`${path}/detail`, signal)]);
  const artifacts = new FilesCard(`${path}/trials/${number}`, artifactsHint(), signal);
  const files = artifacts.load().catch(() => {});
  // Asked for later, it is true for a later position than that where the feed begins.
  const first = await get<Trial>(`${path}/trials/${number}`, signal);
  await files;
  const { metric, mode } = detail.summary;
  const waiting = new WaitingLines(experiment, signal);
  if (first.status === "Pending" || first.status === "Paused") {
    await waiting.load(signal);
  }

  const state = new StateMark(first.status);
  const why = h("p", { class: "why muted" });
  const acts = server.can_act ? new TrialActs(detail, number) : null;
  const about = new AboutCard(experiment, number, server.can_act);
  const bin = new BinNote("This trial");
  const [before, after] = [neighbour("‹", "Trial before (k)"), neighbour("›", "Trial after (j)")];
  const stats = new TrialStats(metric, mode);
  const config = configCard("Configuration", "It has no parameters.");
  const error = new ErrorCard();
  const attempts = new AttemptsCard(experiment, number, signal);
  const checkpoints = new CheckpointsCard(experiment, number, signal);
  const events = new EventsCard(experiment, signal, number);
  const family = clones.has(detail.scheduler) ? new FamilyCard(experiment, number, signal) : null;
  const charts = new MetricCharts(experiment, number, detail, signal);
  at.append(
    h("header", { class: "page-head" }, h("h1", {}, `Trial ${number}`), state.element, why, h("div", { class: "grow" }),
      acts && acts.element, h("div", { class: "buttons steps" }, before, after)),
    bin.element, waiting.element, stats.element, h("div", { class: "with-side" },
      h("div", { class: "stack" }, error.element, charts.element, ...(family ? [family.element] : []),
        artifacts.element, attempts.element, attempts.log.element, events.element),
      h("div", { class: "side" }, config.element, about.element, checkpoints.element)));

  let total = detail.summary.trials;
  const show = (trial: Trial) => {
    state.set(trial.status);
    text(why, trial.error === undefined ? trial.why : "");
    acts?.set(trial);
    bin.set(trial.deleted_utc);
    about.setTags(trial.tags);
    stats.set(trial);
    config.set(trial.config);
    error.set(trial);
    charts.offer(Object.keys(trial.metrics));
    attempts.change(trial);
    checkpoints.change();
    artifacts.change();
    events.change();
    waiting.only(trial.status);
    family?.change();
    lead(before, experiment, number - 1, total);
    lead(after, experiment, number + 1, total);
  };
  const load = async () => {
    const whole = await get<Trial>(`${path}/trials/${number}`, signal);
    show(whole);
    about.setNote(whole.note);
    await charts.fetch();
  };
  const reload = throttled(1000, load, signal);
  const step = (by: number) => {
    if (number + by >= 0 && number + by < total) {
      go(trialLink(experiment, number + by));
    }
  };
  canBeTaken(waysOfTrial(experiment, number), signal);
  show(first);
  about.setNote(first.note);
  onPage([
    { keys: ["j", "ArrowRight"], says: "Trial after", act: () => step(1) },
    { keys: ["k", "ArrowLeft"], says: "Trial before", act: () => step(-1) },
    { keys: ["Escape"], says: "Back to the experiment", act: () => go(experimentLink(experiment)) },
  ], signal);
  follow(experiment, detail.summary.position, changes => {
    total = changes.summary?.trials ?? total;
    const own = changes.trials.find(each => each.trial === number);
    if (own) {
      show(own);
    }

    if (changes.cut || changes.reports.some(report => report.trial === number)
      || (own && !about.hasNote(own.note))) {
      reload();
    }
  }, signal, { journal: detail.summary.journal, anew: () => go(location.pathname + location.search) });
  onReturn(reload, signal);
  const clock = setInterval(() => stats.tick(), 1000);
  signal.addEventListener("abort", () => clearInterval(clock));
}

function neighbour(says: string, title: string): HTMLAnchorElement {
  return h("a", { class: "icon-button", title, "aria-label": title }, says);
}

function lead(link: HTMLAnchorElement, experiment: string, trial: number, total: number): void {
  const isThere = trial >= 0 && trial < total;
  set(link, {
    href: isThere ? trialLink(experiment, trial) : null, role: isThere ? null : "link",
    "aria-disabled": isThere ? null : "true",
  });
}

class TrialStats {
  readonly element: HTMLElement;
  private readonly best = new Stat("Best");
  private readonly iteration = new Stat("Iteration");
  private readonly attempts = new Stat("Attempts");
  private readonly time = new Stat("Time");
  private now: Trial | null = null;

  constructor(private readonly metric: string, private readonly mode: "Min" | "Max") {
    this.element = h("dl", { class: "stats" },
      ...[this.best, this.iteration, this.attempts, this.time].map(stat => stat.element));
  }

  set(trial: Trial): void {
    this.now = trial;
    const aim = `${this.metric} ${this.mode === "Min" ? "↓" : "↑"}`;
    this.best.set(short(real(trial.best), 6),
      trial.best_iteration > 0 ? `${aim} · iteration ${count(trial.best_iteration)}` : aim);
    this.iteration.set(count(trial.iteration), plural(trial.reports, "report")
      + (trial.bracket === undefined ? "" : ` · bracket ${trial.bracket}`));
    this.attempts.set(count(trial.attempts), trial.failures > 0 ? `${plural(trial.failures, "failure")}` : "");
    this.tick();
  }

  tick(): void {
    const trial = this.now;
    if (trial !== null) {
      const isRunning = trial.status === "Running" && trial.attempts === 1 && trial.started_utc !== undefined;
      this.time.set(
        isRunning ? duration((lastKnown() - Date.parse(trial.started_utc!)) / 1000)
          : trial.attempts === 0 ? "–" : duration(trial.used_seconds),
        trial.started_utc ? `started ${moment(trial.started_utc)}` : "not started");
    }
  }
}

class ErrorCard {
  readonly element: HTMLElement;
  private readonly message = h("p", { class: "error-message" });
  private readonly log = h("pre", { class: "log", tabindex: 0, "aria-label": "End of the log" });

  constructor() {
    this.element = h("section", { class: "card error-card", hidden: true },
      h("h2", {}, "Error of the last attempt that broke"), this.message, this.log);
  }

  set(trial: Trial): void {
    this.element.hidden = trial.error === undefined;
    text(this.message, trial.error ?? "");
    text(this.log, trial.log ?? "");
    this.log.hidden = (trial.log ?? "") === "";
  }
}

/** A chart for each metric. What it shows is asked for when it comes into sight: there may be hundreds. */
class MetricCharts {
  readonly element = h("div", { class: "charts" });
  private readonly charts = new Map<string, Chart>();
  private readonly seen = new Set<string>();
  private readonly visible = new Set<string>();
  private readonly metrics: string[];
  private readonly sight: IntersectionObserver;
  private isLog = param("ylog") === "1";

  constructor(
    private readonly experiment: string, private readonly trial: number, detail: Detail,
    private readonly signal: AbortSignal) {
    this.metrics = [...detail.metrics];
    const ask = throttled(100, () => this.fetch(), signal);
    this.sight = new IntersectionObserver(entries => {
      for (const entry of entries) {
        const metric = (entry.target as HTMLElement).dataset["metric"]!;
        if (entry.isIntersecting) {
          this.visible.add(metric);
          this.seen.add(metric);
        } else {
          this.visible.delete(metric);
        }
      }

      if (entries.some(entry => entry.isIntersecting)) {
        ask();
      }
    }, { rootMargin: "200px" });
    signal.addEventListener("abort", () => this.sight.disconnect());
    this.metrics.forEach(metric => this.add(metric));
  }

  offer(metrics: string[]): void {
    for (const metric of metrics.filter(each => !this.metrics.includes(each))) {
      this.metrics.push(metric);
      this.add(metric);
    }
  }

  /** Asks for what is in sight, some charts at a time: an address has an end. */
  async fetch(): Promise<void> {
    const wanted = [...this.seen].filter(metric => this.visible.has(metric));
    for (let i = 0; i < wanted.length; i += metricsMax) {
      const page = await curves(
        this.experiment, wanted.slice(i, i + metricsMax), [this.trial], width, this.signal);
      this.draw(page.curves);
    }
  }

  private draw(all: Curve[]): void {
    for (const curve of all) {
      this.charts.get(curve.metric)?.show({
        series: [{ trial: this.trial, kind: "line", xs: curve.xs, ys: curve.ys, ink: "series", width: 1.75 }],
        x: { name: "iteration", whole: true }, y: { name: "", log: this.isLog },
        nothing: "Not reported.",
        label: curve.ys.length === 0 ? `${curve.metric} was not reported`
          : `${curve.metric} by iteration; the last value is ${short(curve.ys[curve.ys.length - 1]!)}`,
        says: hit => [`${curve.metric} ${short(hit.series.ys[hit.index]!, 6)}`,
          `iteration ${count(hit.series.xs[hit.index]!)}`],
      });
    }
  }

  private add(metric: string): void {
    const chart = new Chart(this.signal);
    this.charts.set(metric, chart);
    const card = h("section", { class: "card chart-card", "data-metric": metric },
      h("div", { class: "card-head" }, h("h2", { class: "cut" }, metric), h("div", { class: "grow" }),
        this.charts.size === 1 && toggle("Log", "Logarithmic axes", this.isLog, on => {
          this.isLog = on;
          put({ ylog: on ? "1" : null });
          void this.fetch();
        })),
      chart.element);
    this.element.append(card);
    this.sight.observe(card);
  }
}
