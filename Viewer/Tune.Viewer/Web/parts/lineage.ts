// A population: each trial is a line along its iterations, coloured by what it was trained with, and a thin line leads
// from the donor to who took over its weights.

import { get, name } from "../api.js";
import { font } from "../chart/board.js";
import { Picture } from "../chart/picture.js";
import { Scale } from "../chart/scale.js";
import { h, set, text, throttled } from "../dom.js";
import { count, plural, short } from "../format.js";
import { go, param, put, trialLink } from "../route.js";
import type { Lineage, Stretch } from "../shapes.js";
import { colour } from "../theme.js";
import { choice, offer } from "./controls.js";
import { ancestors } from "./family.js";
import { whenSeen } from "./sight.js";

const lanesMax = 60;
const left = 44;

export class LineageCard {
  readonly element: HTMLElement;
  private readonly picture: Picture;
  private readonly select: HTMLSelectElement;
  private readonly ends = [h("span", {}), h("span", {})] as const;
  private readonly ask: () => void;
  private lineage: Lineage = { position: 0, trials: [] };
  private parameter = param("schedule") ?? "";
  private best: number | undefined;
  private seen = false;

  constructor(private readonly experiment: string, private readonly signal: AbortSignal) {
    this.picture = new Picture({
      draw: (context, width) => this.draw(context, width), says: (x, y) => this.says(x, y),
      pick: (x, y) => {
        const found = this.at(x, y);
        if (found) {
          go(trialLink(experiment, found.trial));
        }
      },
    }, signal);
    this.select = choice("Colour by", [], "", chosen => {
      this.parameter = chosen;
      put({ schedule: chosen });
      this.picture.redraw();
    });
    this.ask = throttled(10_000, () => this.fetch(), signal);
    this.element = h("section", { class: "card chart-card", "aria-busy": "true" },
      h("div", { class: "card-head" }, h("h2", {}, "Lineage and schedules"),
        h("span", { class: "lineage-best muted small wide-only" }, "whose weights the best one has"),
        h("div", { class: "grow" }),
        h("span", { class: "ramp-key" }, this.ends[0], h("i", { class: "ramp ramp-pale" }), this.ends[1]), this.select),
      this.picture.element);
    this.picture.show("Lineage", "");
    whenSeen(this.element, () => {
      this.seen = true;
      this.ask();
    }, signal);
  }

  change(best: number | undefined): void {
    this.best = best;
    if (this.seen) {
      this.ask();
    }
  }

  private async fetch(): Promise<void> {
    this.lineage = await get<Lineage>(`experiments/${name(this.experiment)}/lineage`, this.signal);
    set(this.element, { "aria-busy": null });
    const names = [...new Set(this.lineage.trials.flatMap(each => each.stretches)
      .flatMap(each => Object.keys(each.config)))];
    if (!names.includes(this.parameter)) {
      this.parameter = names[0] ?? "";
    }

    offer(this.select, names.map(each => [each, each.split("/").at(-1)!]), this.parameter);
    this.select.hidden = names.length < 2;
    const lanes = Math.min(lanesMax, this.lineage.trials.length);
    this.picture.show(
      `${plural(this.lineage.trials.length, "trial")} with their clones, by iteration`,
      this.lineage.trials.length === 0 ? "No trial has taken over another one's weights yet." : "",
      lanes === 0 ? 120 : lanes * this.laneHeight() + 40);
  }

  private laneHeight(): number {
    return Math.max(12, Math.min(24, Math.floor(420 / Math.max(1, Math.min(lanesMax, this.lineage.trials.length)))));
  }

  private get lanes() { return this.lineage.trials.slice(0, lanesMax); }

  private scale(): Scale {
    return Scale.over(0, Math.max(1, ...this.lanes.flatMap(each => each.stretches.map(one => one.to))), false, 0.01);
  }

  private width = 0;

  private draw(context: CanvasRenderingContext2D, width: number): void {
    if (this.lanes.length === 0) {
      return;
    }

    const [tall, scale, inner] = [this.laneHeight(), this.scale(), width - left - 12];
    this.width = inner;
    const row = new Map(this.lanes.map((each, i) => [each.trial, i]));
    const x = (iteration: number) => left + inner * scale.place(iteration);
    const y = (lane: number) => lane * tall + tall / 2 + 4;
    const values = this.lanes.flatMap(each => each.stretches.map(one => Number(one.config[this.parameter])))
      .filter(Number.isFinite);
    text(this.ends[0], values.length === 0 ? "" : short(Math.min(...values), 3));
    text(this.ends[1], values.length === 0 ? "" : short(Math.max(...values), 3));
    const isLog = values.length > 0 && Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) > 30;
    const at = (value: number) => isLog ? Math.log(value) : value;
    const [low, high] = [at(Math.min(...values)), at(Math.max(...values))];
    context.font = font(11);
    context.textBaseline = "middle";
    this.lanes.forEach((each, lane) => {
      context.globalAlpha = 1;
      context.fillStyle = colour(each.trial === this.best ? "best" : "muted");
      context.textAlign = "right";
      context.fillText(String(each.trial), left - 10, y(lane));
      for (const stretch of each.stretches) {
        const value = Number(stretch.config[this.parameter]);
        const share = Number.isFinite(value) && high > low ? (at(value) - low) / (high - low) : 0.5;
        context.globalAlpha = 0.2 + 0.8 * share;
        context.fillStyle = colour("series");
        context.fillRect(x(stretch.from), y(lane) - 3, Math.max(1.5, x(stretch.to) - x(stretch.from) - 1), 6);
      }
    });
    const link = (at: number, from: number, to: number, ink: string, width: number) => {
      context.lineWidth = width;
      context.strokeStyle = context.fillStyle = colour(ink);
      context.beginPath();
      context.moveTo(x(at), y(from));
      context.bezierCurveTo(x(at) + 10, y(from), x(at) - 10, y(to), x(at), y(to));
      context.stroke();
      context.beginPath();
      context.arc(x(at), y(from), 1.5 + width / 2, 0, 2 * Math.PI);
      context.fill();
    };
    context.globalAlpha = 0.6;
    this.lanes.forEach((each, lane) => each.stretches.forEach(stretch => {
      const donor = stretch.donor === undefined ? undefined : row.get(stretch.donor);
      if (donor !== undefined && donor !== lane) {
        link(stretch.from, donor, lane, "axis", 1);
      }
    }));
    context.globalAlpha = 1;
    this.line().forEach(({ trial, from, to }, i, line) => {
      const [lane, donor] = [row.get(trial), row.get(line[i + 1]?.trial ?? -1)];
      if (lane !== undefined) {
        context.fillStyle = colour("best");
        context.fillRect(x(from), y(lane) + 3, Math.max(1, x(to) - x(from)), 2);
        if (donor !== undefined) {
          link(from, donor, lane, "best", 1.75);
        }
      }
    });
    context.globalAlpha = 1;
    context.fillStyle = colour("muted");
    context.textAlign = "center";
    context.textBaseline = "top";
    const foot = this.lanes.length * tall + 12;
    scale.ticks(inner / 90, true).forEach(tick => context.fillText(tick.label, left + inner * tick.at, foot));
    context.textAlign = "left";
    const rest = this.lineage.trials.length - this.lanes.length;
    context.fillText(rest > 0 ? `${count(rest)} more` : "trial", 0, foot);
  }

  // Whose weights the best one has, itself first, and from when to when.
  private line(): { trial: number; from: number; to: number }[] {
    const last = this.lineage.trials.find(each => each.trial === this.best)?.stretches.at(-1)?.to;
    if (this.best === undefined || last === undefined) {
      return [];
    }

    const line = ancestors(this.lineage, this.best, last);
    return line.map(({ trial, at }, i) => ({ trial, from: at, to: line[i - 1]?.at ?? last }));
  }

  private at(x: number, y: number): { trial: number; stretch: Stretch } | undefined {
    const lane = this.lanes[Math.floor((y - 4) / this.laneHeight())];
    const scale = this.scale();
    const stretch = lane?.stretches.find(each =>
      left + this.width * scale.place(each.from) <= x && x <= left + this.width * scale.place(each.to));
    return lane && stretch ? { trial: lane.trial, stretch } : undefined;
  }

  private says(x: number, y: number): string[] {
    const found = this.at(x, y);
    return found === undefined ? [] : [
      `Trial ${found.trial}`, `iterations ${found.stretch.from} to ${found.stretch.to}`,
      found.stretch.donor === undefined ? "" : `from trial ${found.stretch.donor}`,
      ...Object.entries(found.stretch.config).slice(0, 6).map(([each, value]) =>
        `${each.split("/").at(-1)} ${short(Number(value))}`),
    ].filter(line => line !== "");
  }
}
