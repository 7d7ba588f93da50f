// What ran when, in which slot of which node.

import { get, name } from "../api.js";
import { font } from "../chart/board.js";
import { Picture } from "../chart/picture.js";
import { Scale } from "../chart/scale.js";
import { fill, h, set, throttled } from "../dom.js";
import { count, duration, plural } from "../format.js";
import { go, trialLink } from "../route.js";
import type { AttemptList, AttemptRow, Experiment } from "../shapes.js";
import { colour } from "../theme.js";
import { whenSeen } from "./sight.js";

const trialsMax = 2000;
const pageSize = 1000;
const rowHeight = 20;
const rowsMax = 64;
const inks: Record<string, string> = {
  running: "running", completed: "good", paused: "paused", stopped: "stopped", cloned: "series",
  interrupted: "lost", failed: "failed", lost: "lost",
};

interface Bar { attempt: AttemptRow; row: number; from: number; to: number }

export class TimelineCard {
  readonly element: HTMLElement;
  private readonly picture: Picture;
  private readonly legend = h("ul", { class: "legend" });
  private readonly ask: () => void;
  private bars: Bar[] = [];
  private rows: string[] = [];
  private isPart = false;
  private seen = false;
  private place = { left: 0, width: 0, scale: Scale.over(0, 1, false, 0) };

  constructor(private readonly experiment: string, private now: Experiment, private readonly signal: AbortSignal) {
    this.picture = new Picture({
      draw: (context, width) => this.draw(context, width),
      says: (x, y) => this.says(x, y),
      pick: (x, y) => {
        const bar = this.at(x, y);
        if (bar) {
          go(trialLink(experiment, bar.attempt.trial));
        }
      },
    }, signal);
    this.ask = throttled(3000, () => this.fetch(), signal);
    this.element = h("section", { class: "card chart-card", "aria-busy": "true" },
      h("div", { class: "card-head" }, h("h2", {}, "Timeline"), h("div", { class: "grow" }),
        this.legend),
      this.picture.element);
    this.picture.show("Timeline", "");
    whenSeen(this.element, () => {
      this.seen = true;
      this.ask();
    }, signal);
  }

  change(now: Experiment): void {
    const isNew = now.position !== this.now.position;
    this.now = now;
    if (this.seen && isNew) {
      this.ask();
    }
  }

  private async fetch(): Promise<void> {
    const all: AttemptRow[] = [];
    const first = Math.max(0, this.now.trials - trialsMax);
    for (let skip = first; skip < Math.max(1, this.now.trials); skip += pageSize) {
      const page = await get<AttemptList>(
        `experiments/${name(this.experiment)}/attempts?skip=${skip}&take=${pageSize}`, this.signal);
      all.push(...page.attempts);
    }

    set(this.element, { "aria-busy": null });
    this.isPart = first > 0;
    this.lay(all);
    const fates = new Set(all.map(each => each.fate));
    fill(this.legend, ...Object.keys(inks).filter(fate => fates.has(fate)).map(fate =>
      h("li", {}, h("span", { class: `patch fill-${inks[fate] === "series" ? "cloned" : inks[fate]}`,
        "aria-hidden": "true" }), fate)));
    this.picture.show(
      `${plural(all.length, "attempt")} in ${plural(this.rows.length, "slot")}`,
      all.length === 0 ? "Nothing has run yet. Each attempt becomes a bar." : "",
      Math.min(this.rows.length, rowsMax) * rowHeight + 32);
  }

  private lay(all: AttemptRow[]): void {
    const created = Date.parse(this.now.created_utc);
    const nodes = new Set(all.map(each => each.node));
    const label = (each: AttemptRow) => nodes.size > 1 ? `${each.node} / ${each.slot}` : `slot ${each.slot}`;
    this.rows = [...new Map(all.map(each => [label(each), each] as const))].sort(([, a], [, b]) =>
      a.node.localeCompare(b.node) || a.slot - b.slot).map(([each]) => each).slice(0, rowsMax);
    const row = new Map(this.rows.map((each, i) => [each, i]));
    const end = this.now.state === "active" ? Date.now() : Date.parse(this.now.last_utc);
    this.bars = all.filter(each => row.has(label(each))).map(each => ({
      attempt: each, row: row.get(label(each))!, from: (Date.parse(each.started_utc) - created) / 1000,
      to: ((each.ended_utc ? Date.parse(each.ended_utc) : end) - created) / 1000,
    }));
  }

  private draw(context: CanvasRenderingContext2D, width: number): void {
    if (this.bars.length === 0) {
      return;
    }

    context.font = font(11);
    const left = Math.ceil(Math.max(...this.rows.map(each => context.measureText(each).width))) + 12;
    const low = Math.min(...this.bars.map(bar => bar.from));
    const scale = Scale.over(low, Math.max(...this.bars.map(bar => bar.to)), false, 0.005);
    const inner = width - left - 8;
    this.place = { left, width: inner, scale };
    context.textBaseline = "middle";
    this.rows.forEach((each, i) => {
      const y = i * rowHeight + rowHeight / 2 + 4;
      context.fillStyle = colour("muted");
      context.textAlign = "right";
      context.fillText(each, left - 8, y);
      context.fillStyle = colour("grid");
      context.fillRect(left, y + rowHeight / 2 - 0.5, inner, 1);
    });
    for (const bar of this.bars) {
      const x = left + inner * scale.place(bar.from);
      const wide = Math.max(1.5, inner * (scale.place(bar.to) - scale.place(bar.from)) - 1);
      context.fillStyle = colour(inks[bar.attempt.fate] ?? "lost");
      context.beginPath();
      context.roundRect(x, bar.row * rowHeight + 7, wide, rowHeight - 7, Math.min(3, wide / 2));
      context.fill();
    }

    context.fillStyle = colour("muted");
    context.textBaseline = "top";
    const bottom = Math.min(this.rows.length, rowsMax) * rowHeight + 12;
    context.textAlign = "center";
    const [unit, of] = unitOf(scale.high);
    const ticks = Scale.over(scale.low / of, scale.high / of, false, 0).ticks(width / 110);
    ticks.forEach(tick => context.fillText(tick.label, left + inner * Math.min(1, Math.max(0, tick.at)), bottom));
    context.textAlign = "left";
    context.fillText(this.isPart ? `${unit}, the last ${count(trialsMax)} trials` : unit, 0, bottom);
  }

  private at(x: number, y: number): Bar | undefined {
    const row = Math.floor((y - 4) / rowHeight);
    const { left, width, scale } = this.place;
    const near = 3;
    return this.bars.filter(bar => bar.row === row
      && left + width * scale.place(bar.from) - near <= x && x <= left + width * scale.place(bar.to) + near).at(-1);
  }

  private says(x: number, y: number): string[] {
    const bar = this.at(x, y);
    if (bar === undefined) {
      return [];
    }

    const { trial, attempt, fate, why, slots } = bar.attempt;
    return [`Trial ${trial}${attempt > 1 ? `, attempt ${attempt}` : ""}`, `${fate} · ${duration(bar.to - bar.from)}`,
      slots > 1 ? plural(slots, "slot") : "", why.length > 80 ? `${why.slice(0, 80)}…` : why]
      .filter(line => line !== "");
  }
}

function unitOf(seconds: number): [string, number] {
  return seconds < 180 ? ["s", 1] : seconds < 180 * 60 ? ["min", 60] : seconds < 72 * 3600 ? ["h", 3600]
    : ["days", 86400];
}
