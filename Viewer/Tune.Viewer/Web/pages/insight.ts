// What the trials say about the parameters. All charts show the same choice of trials: a stretch of an axis, or the
// best of them.

import { get, name } from "../api.js";
import { Chart } from "../chart/chart.js";
import { ParallelChart, type Stretch } from "../chart/parallel.js";
import { ScatterChart } from "../chart/scatter.js";
import { onReturn } from "../connection.js";
import { fill, h, set, text, throttled } from "../dom.js";
import { follow } from "../feed.js";
import { count, plural, short } from "../format.js";
import { onPage } from "../keys.js";
import { toggle } from "../parts/controls.js";
import { Choice, type Cut, type Importance, type InsightData } from "../parts/insight/data.js";
import { ImportanceCard } from "../parts/insight/importance.js";
import { optionsIn, rounded, stretchesOf } from "../parts/insight/cuts.js";
import { PairCard } from "../parts/insight/pair.js";
import { dotsOf, prepare, type Prepared, sliceOf } from "../parts/insight/prepared.js";
import { askStretch } from "../parts/insight/stretch.js";
import { empty } from "../parts/stat.js";
import { experimentLink, go, param, put, trialLink } from "../route.js";
import type { Detail } from "../shapes.js";
import { onTheme } from "../theme.js";

const axesMax = 24;
const slicesMax = 24;
const matrixMax = 4;
const strandsMax = 1500;

export async function insightPage(at: HTMLElement, experiment: string, signal: AbortSignal): Promise<void> {
  document.title = `Insight · ${experiment} · TuneNet`;
  const path = `experiments/${name(experiment)}`;
  const [detail, data] = await Promise.all([
    get<Detail>(`${path}/detail`, signal), get<InsightData>(`${path}/insight`, signal)]);
  const page = new Insight(experiment, signal);
  at.append(...page.elements);
  page.show(data);
  onPage([
    { keys: ["c"], says: "Choose all trials again", act: () => page.clear() },
    { keys: ["Enter"], says: "Open the chosen trials in the table", act: () => page.open() },
    { keys: ["Escape"], says: "Back to the experiment", act: () => go(experimentLink(experiment)) },
  ], signal);
  const reload = throttled(2500, () => void get<InsightData>(`${path}/insight`, signal)
    .then(fresh => page.show(fresh)).catch(() => {}), signal);
  follow(experiment, detail.summary.position, changes => {
    if (changes.cut || changes.trials.length > 0) {
      reload();
    }
  }, signal);
  onReturn(reload, signal);
  await page.learn().catch((problem: unknown) => { if (!signal.aborted) { console.warn(problem); } });
}

class Insight {
  readonly elements: HTMLElement[];
  private readonly choice = new Choice();
  private readonly parallel: ParallelChart;
  private readonly importance: ImportanceCard;
  private readonly pair: PairCard;
  private readonly distribution: Chart;
  private readonly total = h("p", { class: "why muted" });
  private readonly table = h("a", { class: "button small" }, "Open in the table");
  private readonly clearing = h("button", { class: "button small", type: "button", click: () => this.clear() }, "All trials");
  private readonly share: HTMLInputElement;
  private readonly shareSays = h("span", { class: "tabular share-says" });
  private readonly cuts = h("div", { class: "chips" });
  private readonly slices = h("div", { class: "slices" });
  private readonly fronts = h("section", { class: "card", hidden: true });
  private readonly frontPlace = h("div", { class: "slices" });
  private readonly matrix = h("div", { class: "matrix" });
  private readonly matrixCard: HTMLElement;
  private readonly lines = h("span", { class: "muted small" });
  private readonly none = h("section", { class: "card", hidden: true });
  private readonly panels = new Map<string, ScatterChart>();
  private readonly learnAgain: () => void;
  private data: InsightData | null = null;
  private order: string[] = [];
  private isLog = param("ylog") === "1";

  constructor(private readonly experiment: string, private readonly signal: AbortSignal) {
    const pick = (trial: number) => go(trialLink(experiment, trial));
    this.parallel = new ParallelChart(
      signal, (axis, stretch) => this.brush(axis, stretch), pick, axis => void this.ask(axis));
    this.importance = new ImportanceCard(experiment, signal);
    this.importance.known = found => this.learnt(found);
    this.pair = new PairCard(experiment, signal, pick);
    this.distribution = new Chart(signal);
    // Colours by rank are other ones on the other ground.
    onTheme(() => this.draw(), signal);
    this.learnAgain = throttled(10_000, () => void this.learn().catch(() => {}), signal);
    this.share = h("input", { type: "range", min: 1, max: 100, step: 1, value: this.choice.best, "aria-label": "Only the best, in percent" });
    this.share.addEventListener("input", () => {
      this.choice.best = Number(this.share.value);
      this.chosen();
    });
    fill(this.fronts, h("div", { class: "card-head" }, h("h2", {}, "Pareto front"),
      h("span", { class: "muted small" }, "trials that no other beats in everything")), this.frontPlace);
    this.matrixCard = h("section", { class: "card" }, h("div", { class: "card-head" }, h("h2", {}, "Scatter matrix"),
      h("span", { class: "muted small" }, "the parameters that matter most, by each other and by the result")),
    this.matrix);
    fill(this.none, empty("Nothing to look into yet",
      "The charts of this page need trials with a result. They come by themselves as trials report.",
      h("a", { href: experimentLink(experiment) }, "To the experiment")));
    this.elements = [
      h("header", { class: "page-head" }, h("h1", {}, "Insight"), this.total, h("div", { class: "grow" }),
        h("div", { class: "buttons" }, this.clearing, this.table)),
      h("section", { class: "toolbar", "aria-label": "Which trials" },
        h("label", { class: "slider wide-slider" }, h("span", {}, "Best"), this.share, this.shareSays),
        toggle("Log result", "Logarithmic axes of results", this.isLog, on => {
          this.isLog = on;
          put({ ylog: on ? "1" : null });
          this.draw();
        }),
        this.cuts),
      this.none,
      h("section", { class: "card parallel-card" },
        h("div", { class: "card-head" }, h("h2", {}, "Parallel coordinates"),
          h("span", { class: "muted small wide-only" }, "drag along an axis to choose trials"), h("div", { class: "grow" }),
          this.lines,
          h("div", { class: "ramp-key" }, h("span", {}, "worst"), h("i", { class: "ramp" }), h("span", {}, "best"))),
        this.parallel.element),
      this.fronts,
      h("div", { class: "pair" }, this.importance.element, h("section", { class: "card" },
        h("div", { class: "card-head" }, h("h2", {}, "Distribution"),
          h("span", { class: "muted small" }, "share of trials at or below a value")), this.distribution.element)),
      h("section", { class: "card" }, h("div", { class: "card-head" }, h("h2", {}, "Slices"),
        h("span", { class: "muted small" }, "the result by each parameter")), this.slices),
      this.pair.element, this.matrixCard,
    ];
  }

  async learn(): Promise<void> {
    await Promise.all([this.importance.load(), this.pair.load()]);
  }

  show(data: InsightData): void {
    const grew = this.data !== null && data.position !== this.data.position;
    this.data = data;
    const isEmpty = data.places.every(place => place === null);
    this.none.hidden = !isEmpty;
    this.elements.slice(3).forEach(each => { each.hidden = isEmpty; });
    this.draw();
    if (grew) {
      this.learnAgain();
    }
  }

  clear(): void {
    this.choice.clear();
    this.share.value = "100";
    this.chosen();
  }

  open(): void {
    if (this.table.href !== "") {
      go(this.table.pathname + this.table.search);
    }
  }

  private learnt(found: Importance): void {
    this.order = found.parameters.map(each => each.name);
    const [first, second] = found.pairs[0] ? [found.pairs[0].first, found.pairs[0].second] : this.order;
    if (first !== undefined && second !== undefined) {
      this.pair.suggest(first, second);
    }

    this.draw();
  }

  private brush(axis: number, stretch: Stretch | null): void {
    const prepared = this.prepared();
    const own = prepared.axes[axis];
    const result = prepared.results[axis - prepared.axes.length];
    const cutOf = (): Cut | null => stretch === null ? null
      : own?.options ? optionsIn(stretch, own.options.length)
      : rounded((own ?? result!).value(stretch[0]), (own ?? result!).value(stretch[1]));
    this.cut(axis, cutOf());
  }

  private cut(axis: number, cut: Cut | null): void {
    const { parameters, objectives } = this.data!;
    const [map, key] = axis < parameters.length ? [this.choice.parameters, parameters[axis]!.name]
      : [this.choice.objectives, objectives[axis - parameters.length]!.metric];
    if (cut === null) {
      map.delete(key);
    } else {
      map.set(key, cut);
    }

    this.chosen();
  }

  private async ask(axis: number): Promise<void> {
    const { data, axes, results } = this.prepared();
    const parameter = data.parameters[axis];
    const now = parameter ? this.choice.parameters.get(parameter.name)
      : this.choice.objectives.get(data.objectives[axis - axes.length]!.metric);
    const own = axes[axis] ?? results[axis - axes.length]!;
    const ends: [number, number] = parameter ? [parameter.low, parameter.high]
      : [Number(short(own.value(0), 4).replace("−", "-")), Number(short(own.value(1), 4).replace("−", "-"))];
    const cut = await askStretch(own, ends, now);
    if (cut !== undefined) {
      this.cut(axis, cut);
    }
  }

  private chosen(): void {
    this.choice.keep();
    this.draw();
  }

  private prepared(): Prepared {
    return prepare(this.data!, this.choice.of(this.data!), this.isLog);
  }

  private draw(): void {
    if (this.data === null) {
      return;
    }

    const prepared = this.prepared();
    const kept = prepared.chosen.filter(Boolean).length;
    const { data } = prepared;
    const part = data.trials.length < data.total ? `, of ${count(data.total)}` : "";
    text(this.total, this.choice.isEverything
      ? part === "" ? plural(data.total, "trial") : `${plural(data.trials.length, "trial")}${part}`
      : `${count(kept)} of ${plural(data.trials.length, "trial")} chosen${part}`);
    text(this.shareSays, this.choice.best >= 100 ? "all" : `${this.choice.best} %`);
    this.clearing.hidden = this.choice.isEverything;
    const where = this.choice.where(data);
    set(this.table, { href: link(this.experiment, where) });
    this.drawCuts(data);
    this.drawParallel(prepared);
    this.drawDistribution(prepared);
    this.drawSlices(prepared);
    this.drawFronts(prepared);
    this.drawMatrix(prepared);
    this.pair.show(prepared);
  }

  private drawCuts(data: InsightData): void {
    const chip = (axis: number, name: string, cut: Cut, options: string[] | undefined) => h("span", { class: "pick" },
      h("span", { class: "cut" }, `${name} ${"options" in cut
        ? cut.options.map(each => options?.[each] ?? String(each)).join(", ")
        : `${short(cut.low, 3)} to ${short(cut.high, 3)}`}`),
      h("button", {
        class: "pick-out", type: "button", "aria-label": `Choose by ${name} no longer`, title: "Choose by it no longer",
        click: () => this.cut(axis, null),
      }, "×"));
    fill(this.cuts,
      ...data.parameters.flatMap((each, i) => {
        const cut = this.choice.parameters.get(each.name);
        return cut ? [chip(i, each.name, cut, each.options)] : [];
      }),
      ...data.objectives.flatMap((each, i) => {
        const cut = this.choice.objectives.get(each.metric);
        return cut ? [chip(data.parameters.length + i, each.metric, cut, undefined)] : [];
      }));
  }

  private drawParallel({ data, axes, results, settings, values, inks, chosen, best, says }: Prepared): void {
    const shown = axes.slice(0, axesMax);
    const all = data.trials.map((_, i) => i).filter(i => data.places[i] !== null)
      .sort((a, b) => data.places[b]! - data.places[a]!);
    // More lines are not seen apart: the best are all there.
    const every = Math.ceil(all.length / strandsMax);
    const rank = all.filter((_, k) => every <= 1 || k >= all.length - strandsMax / 3 || k % (2 * every) === 0);
    text(this.lines, rank.length < all.length ? `${count(rank.length)} of ${count(all.length)} lines drawn` : "");
    this.parallel.show({
      axes: [...shown, ...results],
      strands: rank.map(i => ({
        trial: data.trials[i]!, ink: inks[i]!, chosen: chosen[i]!, best: i === best,
        places: [...shown.map((axis, k) => axis.place(settings[k]![i]!)),
          ...results.map((axis, k) => axis.place(values[k]![i]!))],
      })),
      stretches: [
        ...shown.map((axis, k) => stretchesOf(this.choice.parameters.get(data.parameters[k]!.name), axis.options?.length,
          value => axis.place(value))),
        ...results.map((axis, k) => stretchesOf(this.choice.objectives.get(data.objectives[k]!.metric), undefined,
          value => axis.place(value)))],
      says, nothing: "No trial has a result yet.",
      label: `${chosen.filter(Boolean).length} of ${data.trials.length} trials across ${
        [...shown, ...results].map(axis => axis.name).join(", ")}`,
    });
  }

  private drawDistribution({ data, values, chosen }: Prepared): void {
    const of = (isWanted: (i: number) => boolean) =>
      Float64Array.from(values[0]!.filter((value, i) => Number.isFinite(value) && isWanted(i))).sort();
    const [all, own] = [of(() => true), of(i => chosen[i]!)];
    const shares = (sorted: Float64Array) => sorted.map((_, i) => 100 * (i + 1) / sorted.length);
    const objective = data.objectives[0]!;
    const isAll = this.choice.isEverything;
    this.distribution.show({
      series: [
        { trial: -1, kind: "steps", xs: all, ys: shares(all), ink: isAll ? "series" : "axis", width: isAll ? 2 : 1.25 },
        ...(isAll ? [] : [{
          trial: -1, kind: "steps" as const, xs: own, ys: shares(own), ink: "series", width: 2,
        }]),
      ],
      x: { name: objective.metric, log: this.isLog }, y: { name: "%" },
      legend: isAll ? [] : [{ ink: "series", says: "chosen" }, { ink: "axis", says: "all" }],
      says: () => [], nothing: "No trial has a result yet.",
      label: `Distribution of ${objective.metric} of ${all.length} trials`,
    });
  }

  private panel(key: string, at: HTMLElement, kind = ""): ScatterChart {
    let chart = this.panels.get(key);
    if (chart === undefined) {
      chart = new ScatterChart(this.signal, trial => go(trialLink(this.experiment, trial)), kind);
      this.panels.set(key, chart);
    }

    at.append(chart.element);
    return chart;
  }

  private byImportance(data: InsightData): number[] {
    const rank = (i: number) => {
      const at = this.order.indexOf(data.parameters[i]!.name);
      return at < 0 ? Infinity : at;
    };
    return data.parameters.map((_, i) => i).sort((a, b) => rank(a) === rank(b) ? a - b : rank(a) - rank(b));
  }

  private drawSlices(prepared: Prepared): void {
    const { data, axes, results } = prepared;
    fill(this.slices);
    for (const i of this.byImportance(data).slice(0, slicesMax)) {
      this.panel(`slice ${data.parameters[i]!.name}`, h("div", {}, h("h3", { class: "cut slice-name" }, axes[i]!.name)),
        "small-chart").show({
        x: axes[i]!, y: results[0]!, dots: sliceOf(prepared, i, 0), says: trial => prepared.says(trial, [i]),
        label: `${results[0]!.name} by ${axes[i]!.name}`, nothing: "No trial has both.",
      });
      this.slices.append(this.panels.get(`slice ${data.parameters[i]!.name}`)!.element.parentElement!);
    }
  }

  private drawFronts(prepared: Prepared): void {
    const { data, results, values, chosen } = prepared;
    this.fronts.hidden = data.objectives.length < 2;
    if (this.fronts.hidden) {
      return;
    }

    const front = new Set(data.front);
    fill(this.frontPlace);
    for (let i = 0; i < Math.min(4, results.length); i++) {
      for (let j = i + 1; j < Math.min(4, results.length); j++) {
        const [x, y] = [results[i]!, results[j]!];
        const dots = data.trials.map((trial, k) => ({
          trial, chosen: chosen[k]!, ink: front.has(trial) ? "best" : "series",
          x: x.place(values[i]![k]!), y: y.place(values[j]![k]!),
        })).filter(dot => Number.isFinite(dot.x) && Number.isFinite(dot.y))
          .sort((a, b) => Number(front.has(a.trial)) - Number(front.has(b.trial)));
        this.panel(`front ${i} ${j}`, this.frontPlace, results.length > 2 ? "small-chart" : "wide").show({
          x, y, dots, saysX: true, says: trial => prepared.says(trial, []),
          ...(results.length > 2 ? {} : {
            front: dots.filter(dot => front.has(dot.trial)).map((dot): [number, number] => [dot.x, dot.y])
              .sort((a, b) => a[0] - b[0]),
          }),
          label: `${y.name} by ${x.name}; ${front.size} trials on the front`, nothing: "No trial has both.",
        });
      }
    }
  }

  private drawMatrix(prepared: Prepared): void {
    const { data, axes, results } = prepared;
    const shown = this.byImportance(data).slice(0, matrixMax);
    this.matrixCard.hidden = this.matrixCard.hidden || shown.length < 2;
    this.matrix.style.setProperty("--across", String(shown.length));
    fill(this.matrix);
    [...shown, -1].forEach((up, row) => shown.forEach((across, column) => {
      if (column > row || (up >= 0 && column === row)) {
        this.matrix.append(h("div", { class: "matrix-empty" },
          column === row ? h("span", { class: "cut" }, axes[across]!.name) : null));
        return;
      }

      const y = up < 0 ? results[0]! : axes[up]!;
      this.panel(`matrix ${column} ${row}`, this.matrix, "matrix-chart").show({
        x: axes[across]!, y, dots: up < 0 ? sliceOf(prepared, across, 0) : dotsOf(prepared, across, up),
        says: trial => prepared.says(trial, up < 0 ? [across] : [across, up]), small: true,
        names: { x: up < 0, y: column === 0 }, label: `${y.name} by ${axes[across]!.name}`, nothing: "",
      });
    }));
  }
}

function link(experiment: string, where: string | null): string {
  const path = experimentLink(experiment);
  return where === null ? path
    : `${path}${path.includes("?") ? "&" : "?"}where=${encodeURIComponent(where)}`;
}
