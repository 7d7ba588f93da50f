// One free-standing run: what it was given, what it measured, and the files it left.

import { get } from "../api.js";
import { Cursor } from "../chart/cursor.js";
import { OverlayChart } from "../chart/overlay.js";
import { smooth } from "../chart/smooth.js";
import { fill, h, text } from "../dom.js";
import { count, duration, moment, short } from "../format.js";
import { onPage } from "../keys.js";
import { unitOf } from "../parts/compare/timed.js";
import { choice, slider, toggle } from "../parts/controls.js";
import { copyButton } from "../parts/copy.js";
import { FilesCard } from "../parts/runs/files.js";
import type { Run, RunMetric } from "../parts/runs/shapes.js";
import { Stat } from "../parts/stat.js";
import { StateMark } from "../parts/status.js";
import { go, param, put, to } from "../route.js";
import { real } from "../shapes.js";
import { every, lookOf, secondsOf } from "./runs.js";

const askEvery = 2000;
const chartsMax = 24;

export async function runPage(at: HTMLElement, collection: number, id: string, signal: AbortSignal): Promise<void> {
  const path = `runs/${collection}/${encodeURIComponent(id)}`;
  let run = await get<Run>(path, signal);
  const title = h("h1", { class: "cut" });
  const state = new StateMark(lookOf(run.status));
  const [began, took, user, metrics] = [new Stat("Began"), new Stat("Duration"), new Stat("User"), new Stat("Metrics")];
  const parameters = facts("Parameters", "It was given none.");
  const tags = facts("Tags", "It has none.");
  const models = h("section", { class: "card", hidden: true });
  const charts = new RunCharts(path, signal);
  const files = new FilesCard(
    path, [h("p", { class: "muted" }, "No files. What the program logs as an artifact stands here.")], signal);
  at.append(
    h("header", { class: "page-head" }, title, state.element, h("div", { class: "grow" }),
      h("div", { class: "buttons" }, copyButton("Copy ID", () => id))),
    h("dl", { class: "stats" }, ...[began, took, user, metrics].map(stat => stat.element)),
    h("div", { class: "with-side" },
      h("div", { class: "stack" }, charts.element, files.element),
      h("div", { class: "side" }, models, parameters.element, tags.element)));
  const show = () => {
    document.title = `${run.name} · TuneNet`;
    text(title, run.name);
    state.set(lookOf(run.status));
    began.set(moment(run.started_utc));
    took.set(duration(secondsOf(run)));
    user.set(run.user === "" ? "–" : run.user);
    metrics.set(count(Object.keys(run.metrics).length));
    parameters.set(run.parameters);
    tags.set(Object.fromEntries(Object.entries(run.tags).filter(([key]) => !key.startsWith("mlflow."))));
    models.hidden = run.models.length === 0;
    fill(models, h("h2", {}, "Models"), h("ul", { class: "plain" }, ...run.models.map(each => {
      const at = each.lastIndexOf("/");
      return h("li", {}, h("a", { href: to("models", each.slice(0, at)) },
        `${each.slice(0, at)} version ${each.slice(at + 1)}`));
    })));
  };
  show();
  onPage([
    { keys: ["Escape"], says: "Back to the runs", act: () => go(to("runs", collection)) },
  ], signal);
  await Promise.all([charts.load(Object.keys(run.metrics)), files.load()]);
  every(askEvery, async () => {
    const before = JSON.stringify(run);
    run = await get<Run>(path, signal);
    show();
    if (JSON.stringify(run) !== before) {
      await charts.load(Object.keys(run.metrics));
      files.change();
    }
  }, signal);
}

function facts(title: string, nothing: string) {
  const body = h("dl", { class: "facts config" });
  const none = h("p", { class: "muted" }, nothing);
  return {
    element: h("section", { class: "card" }, h("div", { class: "card-head" }, h("h2", {}, title)), none, body),
    set: (all: Record<string, string>) => {
      none.hidden = Object.keys(all).length > 0;
      fill(body, ...Object.entries(all).slice(0, 500).map(([name, value]) => h("div", {},
        h("dt", { class: "cut", title: name }, name), h("dd", { class: "cut", title: value }, value))));
    },
  };
}

class RunCharts {
  readonly element: HTMLElement;
  private readonly place = h("div", { class: "charts compare-charts" });
  private readonly cursor = new Cursor();
  private readonly charts = new Map<string, { card: HTMLElement; head: HTMLElement; chart: OverlayChart }>();
  private metrics: RunMetric[] = [];
  private weight = Number(param("smooth") ?? 0) || 0;
  private byTime = param("x") === "time";
  private isLog = param("cylog") === "1";

  constructor(private readonly path: string, private readonly signal: AbortSignal) {
    this.element = h("div", { class: "stack" },
      h("section", { class: "toolbar", "aria-label": "How metrics are shown" },
        slider("Smooth", "Smoothing", this.weight, value => {
          this.weight = value;
          put({ smooth: value === 0 ? null : String(value) });
          this.draw();
        }),
        choice("Along", [["step", "by step"], ["time", "by time"]], this.byTime ? "time" : "step", value => {
          this.byTime = value === "time";
          put({ x: this.byTime ? "time" : null });
          this.draw();
        }),
        toggle("Log y", "Logarithmic axis up", this.isLog, on => {
          this.isLog = on;
          put({ cylog: on ? "1" : null });
          this.draw();
        })), this.place);
  }

  async load(names: string[]): Promise<void> {
    if (names.length === 0) {
      fill(this.place, h("section", { class: "card wide" },
        h("p", { class: "muted" }, "No metric yet. Each one that the program logs gets a chart.")));
      return;
    }

    this.metrics = (await get<{ metrics: RunMetric[] }>(
      `${this.path}/metrics?metric=${names.slice(0, chartsMax).map(encodeURIComponent).join(",")}`, this.signal)).metrics;
    if (this.charts.size === 0) {
      fill(this.place);
    }

    this.draw();
  }

  private draw(): void {
    for (const metric of this.metrics) {
      let own = this.charts.get(metric.metric);
      if (own === undefined) {
        const chart = new OverlayChart(this.cursor, this.signal);
        const head = h("b", { class: "tabular" });
        own = {
          chart, head, card: h("section", { class: "card" },
            h("div", { class: "card-head" }, h("h2", { class: "cut", title: metric.metric }, metric.metric),
              h("div", { class: "grow" }), head), chart.element),
        };
        this.charts.set(metric.metric, own);
        this.place.append(own.card);
      }

      const ys = Float64Array.from(metric.values, real);
      const [unit, of] = this.byTime ? unitOf(metric.seconds.at(-1) ?? 0) : ["step", 1];
      const xs = this.byTime ? Float64Array.from(metric.seconds, each => each / of) : Float64Array.from(metric.steps);
      text(own.head, short(ys[ys.length - 1] ?? NaN, 5));
      own.chart.show({
        lines: [{
          id: 0, name: metric.metric, ink: "c0", dashes: [], xs, ys: this.weight > 0 ? smooth(ys, this.weight) : ys,
          ...(this.weight > 0 ? { raw: ys } : {}),
        }],
        x: {
          name: unit, whole: !this.byTime,
          says: x => this.byTime ? `After ${duration(x * of)}` : `Step ${count(x)}`,
        },
        y: { log: this.isLog }, label: `${metric.metric}, ${metric.total} values`,
        nothing: "No values above 0 for a logarithmic axis.",
      });
    }
  }
}
