// How busy the machine was while an experiment ran, or since the program was started.

import { get } from "../api.js";
import { Chart } from "../chart/chart.js";
import { now } from "../connection.js";
import { h, set, text } from "../dom.js";
import { duration, short } from "../format.js";
import type { Experiment } from "../shapes.js";
import { whenSeen } from "./sight.js";

interface Resources {
  from_utc: string; cores: number; memory_bytes?: number; seconds: number[]; busy: (number | null)[];
  own_busy: (number | null)[]; used_bytes: (number | null)[]; own_bytes: (number | null)[];
}

const askEvery = 5000;

export class ResourcesCard {
  readonly element: HTMLElement;
  private readonly cpu: Chart;
  private readonly memory: Chart;
  private readonly note = h("span", { class: "muted small" });

  /** Of an experiment only while that ran. */
  constructor(private readonly of: (() => Experiment) | null, private readonly signal: AbortSignal) {
    [this.cpu, this.memory] = [new Chart(signal), new Chart(signal)];
    this.element = h("section", { class: "card resources", "aria-busy": "true" },
      h("div", { class: "card-head" }, h("h2", {}, "Resources"), this.note),
      h("div", { class: "resource-pair" }, this.cpu.element, this.memory.element));
    whenSeen(this.element, () => {
      void this.load();
      const timer = setInterval(() => this.goesOn() && !document.hidden && void this.load(), askEvery);
      signal.addEventListener("abort", () => clearInterval(timer), { once: true });
    }, signal);
  }

  private goesOn(): boolean { return this.of === null || this.of().state === "active"; }

  private async load(): Promise<void> {
    try {
      this.show(await get<Resources>("resources", this.signal));
    } catch (problem) {
      if (!this.signal.aborted) {
        console.warn(problem);
      }
    } finally {
      set(this.element, { "aria-busy": null });
    }
  }

  private show(all: Resources): void {
    const experiment = this.of?.();
    const from = Date.parse(all.from_utc) / 1000;
    const created = experiment === undefined ? from : Date.parse(experiment.created_utc) / 1000;
    const last = experiment === undefined || experiment.state === "active" ? now() / 1000
      : Date.parse(experiment.last_utc) / 1000;
    const shown = all.seconds.map((_, i) => i)
      .filter(i => from + all.seconds[i]! >= created && from + all.seconds[i]! <= last + 2);
    this.element.hidden = all.seconds.length > 0 && shown.length === 0;
    const [unit, size] = unitOf(last - created);
    const xs = shown.map(i => (from + all.seconds[i]! - created) / size);
    text(this.note, all.seconds.length === 0 ? "" : experiment !== undefined && from > created + 60
      ? `since the program was started, ${duration(from - created)} after the experiment began` : "of this machine");
    const of = (column: (number | null)[], by: number) => shown.map(i => column[i] === null ? NaN : column[i]! / by);
    const draw = (chart: Chart, name: string, whole: number[], own: number[], says: (value: number) => string) =>
      chart.show({
        series: [
          { trial: -1, kind: "line", xs, ys: whole, ink: "series", width: 1.75 },
          { trial: -1, kind: "line", xs, ys: own, ink: "best", width: 1.25 },
        ],
        x: { name: unit }, y: { name },
        legend: [{ ink: "best", says: "this process" }, { ink: "series", says: "machine" }],
        says: hit => [`${hit.series.ink === "best" ? "this process" : "machine"} ${says(hit.series.ys[hit.index]!)}`,
          `after ${duration(hit.series.xs[hit.index]! * size)}`],
        nothing: "Nothing runs here: how busy the machine is, is measured by the program that runs trials.",
        label: xs.length === 0 ? `${name}: nothing measured`
          : `${name}: at last ${says(whole[whole.length - 1]!)} of the machine`,
      });
    draw(this.cpu, `CPU, % of ${all.cores} cores`, of(all.busy, 0.01), of(all.own_busy, 0.01),
      value => `${short(value, 3)} %`);
    const whole = all.memory_bytes === undefined ? "" : ` of ${short(all.memory_bytes / 1e9, 3)}`;
    draw(this.memory, `Memory, GB${whole}`, of(all.used_bytes, 1e9), of(all.own_bytes, 1e9), value => `${short(value, 3)} GB`);
  }
}

function unitOf(seconds: number): [string, number] {
  return seconds < 180 ? ["s", 1] : seconds < 180 * 60 ? ["min", 60] : seconds < 72 * 3600 ? ["h", 3600]
    : ["days", 86400];
}
