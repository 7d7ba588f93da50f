// Some trials of an experiment over each other: their curves, and where their configurations differ.

import { get, name } from "../api.js";
import { Cursor } from "../chart/cursor.js";
import { type Line, OverlayChart, swatch } from "../chart/overlay.js";
import { smooth } from "../chart/smooth.js";
import { onReturn } from "../connection.js";
import { fill, h, text, throttled } from "../dom.js";
import { follow } from "../feed.js";
import { count, duration, moment, plural } from "../format.js";
import { onPage } from "../keys.js";
import { differences } from "../parts/compare/differences.js";
import { bandOf, groupsOf, type Xy } from "../parts/compare/groups.js";
import { dashesOf, inkOf } from "../parts/compare/palette.js";
import { along, type Along, type Timed, timed, unitOf } from "../parts/compare/timed.js";
import { type Chosen, chosen, keep, metricsMax, numbers, trialsMax } from "../parts/compare/view.js";
import { canBeTaken } from "../parts/copying.js";
import { waysOfComparison } from "../parts/ways.js";
import { choice, slider, toggle } from "../parts/controls.js";
import { empty } from "../parts/stat.js";
import { tell } from "../parts/toast.js";
import { experimentLink, go } from "../route.js";
import type { Changes, Detail, Trial, TrialList } from "../shapes.js";

const bestAtFirst = 6;
const metricsAtFirst = 4;
const chipsMax = 24;

export async function comparePage(at: HTMLElement, experiment: string, signal: AbortSignal): Promise<void> {
  document.title = `Compare · ${experiment} · TuneNet`;
  const detail = await get<Detail>(`experiments/${name(experiment)}/detail`, signal);
  const page = new Compare(experiment, detail, signal);
  await page.open();
  at.append(...page.elements);
  canBeTaken(waysOfComparison(experiment, () => page.shown.trials, () => page.shown.metrics), signal);
  onPage([
    { keys: ["a"], says: "Add trials", act: () => page.focusAdd() },
    { keys: ["d"], says: "Only what differs, or everything", act: () => page.toggleAll() },
    { keys: ["Escape"], says: "Back to the experiment", act: () => go(experimentLink(experiment)) },
  ], signal);
  follow(experiment, detail.summary.position, changes => page.change(changes), signal);
  onReturn(() => page.reload(), signal);
}

class Compare {
  readonly elements: HTMLElement[];
  private readonly now: Chosen = chosen();
  private readonly usual: string[];
  private readonly cursor = new Cursor();
  private readonly charts = new Map<string, { card: HTMLElement; chart: OverlayChart }>();
  private readonly trials = new Map<number, Trial>();
  private curves: Timed[] = [];
  private readonly path: string;
  private readonly chips = h("div", { class: "picked", role: "list", "aria-label": "Trials that are compared" });
  private readonly add: HTMLInputElement;
  private readonly metrics = h("div", { class: "chips", role: "group", "aria-label": "Metrics" });
  private readonly place = h("div", { class: "charts compare-charts" });
  private readonly table = h("div", {});
  private readonly differ = h("span", { class: "muted" });
  private readonly all: HTMLButtonElement;
  private readonly total = h("p", { class: "why muted" });
  readonly reload: () => void;

  constructor(
    private readonly experiment: string, private readonly detail: Detail, private readonly signal: AbortSignal) {
    this.path = `experiments/${name(experiment)}`;
    this.usual = [...detail.metrics].slice(0, metricsAtFirst);
    this.now.metrics = this.now.metrics.length === 0 ? this.usual : this.now.metrics;
    this.reload = throttled(1000, () => void this.fetch().catch(() => {}), signal);
    this.add = h("input", {
      class: "field add-field", type: "text", placeholder: "Add trials: 7, 12-15", "aria-label": "Add trials by number",
      maxlength: 200,
    });
    this.all = toggle("Only differences", "Leave out what is the same for all (d)", !this.now.all, on => {
      this.now.all = !on;
      this.changed();
      this.showTable();
    });
    this.elements = [
      h("header", { class: "page-head" }, h("h1", {}, "Compare"), this.total, h("div", { class: "grow" }),
        h("form", { class: "buttons", submit: (event: Event) => this.submit(event) }, this.add,
          this.button(`Best ${bestAtFirst}`, "The best trials so far", () => this.takeBest(bestAtFirst)),
          this.button("Best 50", "The best trials so far, for groups", () => this.takeBest(50)),
          this.button("Clear", "Take all trials out", () => this.take([])))),
      this.chips,
      h("section", { class: "toolbar", "aria-label": "How curves are shown" }, ...this.controls()),
      this.place,
      h("section", { class: "card flush" },
        h("div", { class: "card-head" }, h("h2", {}, "Configurations"), this.differ, h("div", { class: "grow" }),
          this.all), this.table),
    ];
  }

  async open(): Promise<void> {
    if (this.now.trials.length === 0) {
      await this.takeBest(bestAtFirst);
    } else {
      await this.fetch();
    }
  }

  /** What is compared. */
  get shown(): Chosen { return this.now; }

  focusAdd(): void { this.add.focus(); }

  toggleAll(): void { this.all.click(); }

  change(changes: Changes): void {
    const isOurs = (trial: number) => this.trials.has(trial);
    if (changes.cut || changes.trials.some(each => isOurs(each.trial))
      || changes.reports.some(each => isOurs(each.trial))) {
      this.reload();
    }
  }

  private button(says: string, title: string, act: () => unknown): HTMLButtonElement {
    return h("button", { class: "button small", type: "button", title, click: () => void act() }, says);
  }

  private controls(): HTMLElement[] {
    const groups: [string, string][] = [["", "each trial"], ...this.detail.parameters
      .filter(each => each.varied).map((each): [string, string] => [each.name, `by ${each.name}`])];
    const band = choice("Band", [["range", "lowest to highest"], ["spread", "one std. deviation"], ["none", "no band"]],
      this.now.band, value => this.set({ band: value as Chosen["band"] }));
    band.hidden = this.now.group === "";
    return [
      slider("Smooth", "Smoothing", this.now.smooth, value => this.set({ smooth: value })),
      choice("Along", [["step", "by step"], ["relative", "by time of the trial"], ["wall", "by time of day"]],
        this.now.along, value => this.set({ along: value as Along })),
      toggle("Log x", "Logarithmic axis across", this.now.xLog, on => this.set({ xLog: on })),
      toggle("Log y", "Logarithmic axis up", this.now.yLog, on => this.set({ yLog: on })),
      choice("Group", groups, this.now.group, value => {
        band.hidden = value === "";
        this.set({ group: value });
        this.showChips();
        this.showTable();
      }),
      band, h("span", { class: "divider", "aria-hidden": "true" }), this.metrics,
    ];
  }

  private set(part: Partial<Chosen>): void {
    Object.assign(this.now, part);
    this.changed();
    this.draw();
  }

  private changed(): void { keep(this.now, this.usual); }

  private submit(event: Event): void {
    event.preventDefault();
    const more = numbers(this.add.value);
    if (more.length === 0) {
      tell("Write numbers of trials, such as 7 or 12-15.");
      return;
    }

    this.add.value = "";
    void this.take([...new Set([...this.now.trials, ...more])]);
  }

  private async takeBest(take: number): Promise<void> {
    const list = await get<TrialList>(
      `${this.path}/trials?order=best&descending=${this.detail.summary.mode === "Max"}&take=${take}`, this.signal);
    await this.take(list.trials.map(trial => trial.trial));
  }

  private async take(trials: number[]): Promise<void> {
    this.now.trials = trials.slice(0, trialsMax);
    this.changed();
    await this.fetch();
    const gone = trials.filter(trial => !this.trials.has(trial));
    if (gone.length > 0) {
      tell(`There is no trial ${gone.slice(0, 5).join(", ")}${gone.length > 5 ? " …" : ""}.`);
    }
  }

  private async fetch(): Promise<void> {
    const { trials } = this.now;
    const [list, curves] = trials.length === 0 ? [null, []] : await Promise.all([
      get<TrialList>(`${this.path}/trials?take=${trialsMax}&where=${
        encodeURIComponent(`trial IN (${trials.join(",")})`)}`, this.signal),
      timed(this.experiment, this.now.metrics, trials, this.signal)]);
    this.trials.clear();
    list?.trials.forEach(trial => this.trials.set(trial.trial, trial));
    this.curves = curves;
    this.showChips();
    this.showMetrics();
    this.draw();
    this.showTable();
  }

  // Where trials are drawn one by one, each has a colour by its place among them.
  private known(): Trial[] {
    return this.now.trials.flatMap(trial => this.trials.get(trial) ?? []);
  }

  private places(): Map<number, number> {
    const groups = this.groups();
    return new Map(groups === null ? this.known().map((trial, i) => [trial.trial, i])
      : groups.flatMap((group, i) => group.trials.map(trial => [trial, i] as [number, number])));
  }

  private groups() {
    return this.now.group === "" ? null : groupsOf(this.known(), this.now.group);
  }

  private showChips(): void {
    const places = this.places();
    const known = this.known();
    text(this.total, known.length === 0 ? "" : `${plural(known.length, "trial")} of ${count(this.detail.summary.trials)}`);
    const groups = this.groups();
    fill(this.chips, ...groups !== null
      ? groups.map((group, i) => h("span", { class: "pick", role: "listitem" }, swatch(inkOf(i)),
        h("span", { class: "cut" }, `${this.now.group} ${group.name}`),
        h("span", { class: "muted" }, plural(group.trials.length, "trial"))))
      : known.slice(0, chipsMax).map(trial => this.chip(trial.trial, inkOf(places.get(trial.trial)!))),
    groups === null && known.length > chipsMax
      ? h("span", { class: "muted small", role: "listitem" }, `and ${known.length - chipsMax} more`) : null);
    this.chips.hidden = known.length === 0;
  }

  private chip(trial: number, ink: string): HTMLElement {
    const element = h("span", { class: "pick", role: "listitem" }, swatch(ink), `Trial ${trial}`,
      h("button", {
        class: "pick-out", type: "button", "aria-label": `Take trial ${trial} out`, title: "Take it out",
        click: () => void this.take(this.now.trials.filter(each => each !== trial)),
      }, "×"));
    element.addEventListener("pointerenter", () => this.cursor.move({ x: this.cursor.now?.x ?? NaN, line: trial }));
    element.addEventListener("pointerleave", () => this.cursor.move(null));
    return element;
  }

  private showMetrics(): void {
    const all = [...new Set([...this.detail.metrics, ...this.now.metrics])].slice(0, 40);
    fill(this.metrics, ...all.map(metric => toggle(metric, `Curves of ${metric}`, this.now.metrics.includes(metric), on => {
      this.now.metrics = on ? [...this.now.metrics, metric].slice(-metricsMax)
        : this.now.metrics.filter(each => each !== metric);
      this.changed();
      void this.fetch().catch(() => {});
    })));
  }

  private draw(): void {
    const isEmpty = this.known().length === 0;
    for (const [metric, { card }] of this.charts) {
      if (isEmpty || !this.now.metrics.includes(metric)) {
        card.remove();
        this.charts.delete(metric);
      }
    }

    if (isEmpty) {
      fill(this.place, h("section", { class: "card wide" }, empty("Nothing to compare yet",
        "Add trials by their numbers, take the best ones, or mark some in the table of trials with x and press c.",
        h("a", { href: experimentLink(this.experiment) }, "To the trials"))));
      return;
    }

    if (this.charts.size === 0) {
      fill(this.place);
    }

    for (const metric of this.now.metrics) {
      let own = this.charts.get(metric);
      if (own === undefined) {
        const chart = new OverlayChart(this.cursor, this.signal);
        own = {
          chart, card: h("section", { class: "card" },
            h("div", { class: "card-head" }, h("h2", { class: "cut", title: metric }, metric)), chart.element),
        };
        this.charts.set(metric, own);
      }

      this.place.append(own.card);
      this.drawOne(metric, own.chart);
    }
  }

  private drawOne(metric: string, chart: OverlayChart): void {
    const created = Date.parse(this.detail.summary.created_utc);
    const own = new Map(this.curves.filter(curve => curve.metric === metric && curve.values.length > 0).map(curve =>
      [curve.trial, along(curve, this.now.along, this.trials.get(curve.trial), created)]));
    const last = Math.max(0, ...[...own.values()].map(curve => curve.xs[curve.xs.length - 1] ?? 0));
    const [unit, of] = this.now.along === "step" ? ["step", 1] : unitOf(last);
    const curves = new Map([...own].map(([trial, { xs, ys }]) =>
      [trial, { xs: of === 1 ? xs : Float64Array.from(xs, x => x / of), ys }]));
    const isObjective = metric === this.detail.summary.metric;
    const isMin = this.detail.summary.mode === "Min";
    chart.show({
      lines: this.lines(curves),
      x: {
        name: this.now.along === "wall" ? `${unit} since ${moment(this.detail.summary.created_utc)}` : unit,
        log: this.now.xLog, whole: this.now.along === "step",
        says: x => this.now.along === "step" ? `Step ${count(x)}`
          : this.now.along === "relative" ? `After ${duration(x * of)}`
          : moment(new Date(created + 1000 * x * of).toISOString()),
      },
      y: {
        log: this.now.yLog, ...(isObjective ? { bad: isMin ? "high" as const : "low" as const } : {}),
        best: isObjective && isMin ? "low" : "high",
      },
      label: `${metric} of ${plural(curves.size, "trial")}`,
      nothing: this.now.yLog ? "No values above 0 for a logarithmic axis." : `None of these trials reported ${metric}.`,
    });
  }

  private lines(curves: Map<number, Xy>): Line[] {
    const soft = (ys: ArrayLike<number>) => this.now.smooth > 0 ? smooth(ys, this.now.smooth) : ys;
    const groups = this.groups();
    if (groups === null) {
      const places = this.places();
      return [...curves].map(([trial, { xs, ys }]) => {
        const place = places.get(trial) ?? 0;
        return {
          id: trial, name: `Trial ${trial}`, ink: inkOf(place), dashes: dashesOf(place), xs, ys: soft(ys),
          ...(this.now.smooth > 0 ? { raw: ys } : {}),
        };
      });
    }

    return groups.map((group, i): Line => {
      const own = group.trials.flatMap(trial => curves.get(trial) ?? []);
      const band = bandOf(own.map(({ xs, ys }) => ({ xs, ys: soft(ys) })),
        this.now.band === "none" ? "range" : this.now.band);
      return {
        id: i, name: `${group.name} (${own.length})`, ink: inkOf(i), dashes: dashesOf(i), xs: band.xs, ys: band.ys,
        ...(this.now.band === "none" ? {} : { low: band.low, high: band.high }),
      };
    }).filter(line => line.xs.length > 0);
  }

  private showTable(): void {
    const known = this.known();
    if (known.length === 0) {
      fill(this.table, h("p", { class: "muted table-none" }, "Their configurations stand here side by side."));
      text(this.differ, "");
      return;
    }

    const inks = new Map([...this.places()].map(([trial, place]) => [trial, inkOf(place)]));
    const scrolled = this.table.firstElementChild?.scrollLeft ?? 0;
    const table = differences(this.experiment, this.detail, known, inks, this.now.all);
    fill(this.table, table.element);
    table.element.scrollLeft = scrolled;
    text(this.differ, known.length < 2 ? ""
      : `${table.different} of ${table.same + table.different} parameters differ`);
  }
}
