// One upright axis for each parameter and for what was reached, and a line across them for each trial. Dragging along
// an axis chooses a stretch of it; lines that pass all stretches keep their colour.

import { h, set, text } from "../dom.js";
import { colour } from "../theme.js";
import type { Axis } from "./axis.js";
import { Board, font } from "./board.js";
import { jitter } from "./ramp.js";
import { fitted } from "./scatter.js";

/** A stretch of an axis, by places from 0 to 1. */
export type Stretch = [number, number];

export interface Strand { trial: number; places: number[]; ink: string; chosen: boolean; best: boolean }

export interface Strands {
  axes: Axis[];
  /** From the worst to the best: the last lies on top. */
  strands: Strand[];
  /** What is chosen of each axis; nothing of one that plays no part in the choice. */
  stretches: Stretch[][];
  says: (trial: number) => string[];
  label: string;
  nothing: string;
}

const [top, bottom, side] = [40, 40, 56];
const perAxis = 116;
const grab = 22;
const missingAt = 26;

export class ParallelChart {
  readonly element: HTMLElement;
  private readonly board: Board;
  private readonly names = h("div", { class: "axis-names" });
  private view: Strands | null = null;
  private hit = -1;
  private drag: { axis: number; from: number; to: number } | null = null;

  constructor(
    signal: AbortSignal, private readonly brush: (axis: number, stretch: Stretch | null) => void,
    private readonly pick: (trial: number) => void, private readonly edit: (axis: number) => void) {
    this.board = new Board(signal, () => this.draw(), { kind: "parallel" });
    this.board.picture.after(this.names);
    this.element = h("div", { class: "parallel-scroll", tabindex: 0, role: "region", "aria-label": "Parallel axes" },
      this.board.element);
    this.board.picture.addEventListener("pointerdown", event => this.begin(event));
    this.board.picture.addEventListener("pointermove", event => this.move(event));
    this.board.picture.addEventListener("pointerup", event => this.end(event));
    this.board.picture.addEventListener("pointercancel", () => { this.drag = null; this.highlight(); });
    this.board.picture.addEventListener("pointerleave", () => { this.hit = -1; this.highlight(); });
  }

  show(view: Strands): void {
    this.view = view;
    this.hit = -1;
    this.board.describe(view.label, view.strands.length === 0 ? view.nothing : "");
    this.board.element.style.minWidth = `${2 * side + perAxis * (view.axes.length - 1)}px`;
    this.board.redraw();
  }

  private get size(): [number, number] { return [this.board.width, this.board.height]; }

  private x(axis: number): number {
    const count = this.view!.axes.length;
    return count < 2 ? this.size[0] / 2 : side + axis * (this.size[0] - 2 * side) / (count - 1);
  }

  private y(place: number): number {
    const height = this.size[1] - top - bottom;
    return Number.isNaN(place) ? top + height + missingAt : top + height * (1 - Math.min(1, Math.max(0, place)));
  }

  private draw(): void {
    if (this.view === null) {
      return;
    }

    const context = this.board.ground();
    const { strands, axes } = this.view;
    const chosen = strands.filter(each => each.chosen);
    context.lineJoin = "round";
    context.strokeStyle = colour("axis");
    context.lineWidth = 1;
    context.globalAlpha = strands.length > 400 ? 0.05 : 0.13;
    strands.filter(each => !each.chosen).forEach(each => this.trace(context, each));
    chosen.forEach((each, i) => {
      // The more there are, the more the worse ones fade.
      const share = chosen.length < 2 ? 1 : i / (chosen.length - 1);
      context.globalAlpha = each.best ? 1 : chosen.length <= 60 ? 0.35 + 0.5 * share : 0.1 + 0.6 * share ** 3;
      context.strokeStyle = each.best ? colour("best") : each.ink;
      context.lineWidth = each.best ? 2.5 : 1.25;
      this.trace(context, each);
    });
    const missing = axes.map((_, axis) => strands.some(each => Number.isNaN(each.places[axis])));
    axes.forEach((axis, i) => this.axis(context, axis, i, missing[i]!));
    this.label();
    this.element.dataset["drawn"] = String(chosen.length);
    this.highlight();
  }

  private trace(context: CanvasRenderingContext2D, strand: Strand): void {
    context.beginPath();
    let [px, py] = [0, 0];
    strand.places.forEach((place, axis) => {
      const spread = this.view!.axes[axis]!.spread * jitter(strand.trial, axis);
      const [x, y] = [this.x(axis), this.y(place + spread)];
      if (axis === 0) {
        context.moveTo(x, y);
      } else {
        const bend = (x - px) * 0.4;
        context.bezierCurveTo(px + bend, py, x - bend, y, x, y);
      }

      [px, py] = [x, y];
    });
    context.stroke();
  }

  private axis(context: CanvasRenderingContext2D, axis: Axis, i: number, missing: boolean): void {
    const x = Math.round(this.x(i)) + 0.5;
    context.globalAlpha = 1;
    context.lineWidth = 1;
    context.strokeStyle = colour("axis");
    context.beginPath();
    context.moveTo(x, this.y(1));
    context.lineTo(x, this.y(0));
    context.stroke();
    for (const stretch of this.view!.stretches[i]!) {
      const [from, to] = [this.y(stretch[1]), this.y(stretch[0])];
      context.fillStyle = colour("series");
      context.globalAlpha = 0.18;
      context.fillRect(x - 7, from, 14, to - from);
      context.globalAlpha = 1;
      context.fillRect(x - 7, from - 1, 14, 2);
      context.fillRect(x - 7, to - 1, 14, 2);
    }

    context.font = font(11);
    context.textBaseline = "middle";
    const isLast = i === this.view!.axes.length - 1;
    context.textAlign = isLast ? "right" : "left";
    const ticks = axis.ticks((this.y(0) - this.y(1)) / 64);
    const words = [...ticks.map(tick => ({ label: tick.label, y: this.y(tick.at) })),
      ...missing ? [{ label: "not set", y: this.y(NaN) }] : []];
    for (const { label, y } of words) {
      const said = fitted(context, label, perAxis * 0.62);
      const wide = context.measureText(said).width;
      const at = isLast ? x - 8 : x + 8;
      context.globalAlpha = 0.82;
      context.fillStyle = colour("surface");
      context.fillRect(isLast ? at - wide - 2 : at - 2, y - 7, wide + 4, 14);
      context.globalAlpha = 1;
      context.fillStyle = colour("muted");
      context.fillText(said, at, y + 0.5);
      context.fillStyle = colour("axis");
      context.fillRect(x - 2.5, y, 5, 1);
    }
  }

  // Names are buttons: what the pointer does with an axis, they do with numbers.
  private label(): void {
    const { axes, stretches } = this.view!;
    while (this.names.children.length > axes.length) {
      this.names.lastElementChild!.remove();
    }

    axes.forEach((axis, i) => {
      let button = this.names.children[i] as HTMLButtonElement | undefined;
      if (button === undefined) {
        button = h("button", { class: "axis-name", type: "button", click: () => this.edit(i) });
        this.names.append(button);
      }

      text(button, axis.name);
      set(button, {
        title: `${axis.name}: choose a stretch`, "aria-pressed": String(stretches[i]!.length > 0),
      });
      button.style.maxWidth = `${Math.max(104, Math.round(this.x(1) - this.x(0)) - 8)}px`;
      const wide = button.offsetWidth;
      button.style.left = `${Math.round(Math.max(0, Math.min(this.size[0] - wide, this.x(i) - wide / 2)))}px`;
    });
  }

  private at(event: PointerEvent): { x: number; y: number; axis: number; place: number } {
    const [x, y] = this.board.place(event);
    const axis = this.view!.axes.findIndex((_, i) => Math.abs(this.x(i) - x) < grab);
    const height = this.size[1] - top - bottom;
    return { x, y, axis, place: Math.min(1, Math.max(0, 1 - (y - top) / height)) };
  }

  private begin(event: PointerEvent): void {
    if (this.view === null || event.button !== 0) {
      return;
    }

    const { axis, place } = this.at(event);
    if (axis >= 0) {
      this.drag = { axis, from: place, to: place };
      this.board.picture.setPointerCapture(event.pointerId);
      event.preventDefault();
    }
  }

  private move(event: PointerEvent): void {
    if (this.view === null) {
      return;
    }

    const { x, y, axis, place } = this.at(event);
    this.board.picture.classList.toggle("can-brush", this.drag !== null || axis >= 0);
    if (this.drag !== null) {
      this.drag.to = place;
    } else {
      this.hit = axis >= 0 ? -1 : this.nearest(x, y);
    }

    this.board.picture.classList.toggle("can-pick", this.hit >= 0);
    this.highlight();
  }

  private end(event: PointerEvent): void {
    const drag = this.drag;
    this.drag = null;
    if (drag !== null) {
      const [from, to] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
      this.brush(drag.axis, to - from < 0.015 ? null : [from, to]);
      this.highlight();
    } else if (this.hit >= 0 && event.button === 0) {
      this.pick(this.view!.strands[this.hit]!.trial);
    }
  }

  // The line that is nearest between the two axes around the pointer.
  private nearest(x: number, y: number): number {
    const { axes, strands } = this.view!;
    let after = axes.findIndex((_, i) => this.x(i) > x);
    after = after < 0 ? axes.length - 1 : Math.max(1, after);
    const [left, right] = [this.x(after - 1), this.x(after)];
    const t = Math.min(1, Math.max(0, (x - left) / (right - left)));
    const bent = 3 * t * t - 2 * t * t * t;
    let [best, least] = [-1, 10];
    strands.forEach((strand, i) => {
      const of = (axis: number) => this.y(strand.places[axis]! + axes[axis]!.spread * jitter(strand.trial, axis));
      const far = Math.abs(of(after - 1) + bent * (of(after) - of(after - 1)) - y) + (strand.chosen ? 0 : 20);
      if (far <= least) {
        [best, least] = [i, far];
      }
    });
    return best;
  }

  private highlight(): void {
    const context = this.board.front();
    const view = this.view;
    if (view === null) {
      return;
    }

    if (this.drag !== null) {
      const x = this.x(this.drag.axis);
      const [one, other] = [this.y(this.drag.from), this.y(this.drag.to)];
      context.fillStyle = colour("series");
      context.globalAlpha = 0.3;
      context.fillRect(x - 8, Math.min(one, other), 16, Math.abs(one - other));
    }

    const strand = view.strands[this.hit];
    if (strand === undefined) {
      this.board.tell([], 0, 0);
      return;
    }

    context.globalAlpha = 0.9;
    context.strokeStyle = colour("surface");
    context.lineWidth = 6;
    this.trace(context, strand);
    context.globalAlpha = 1;
    context.strokeStyle = strand.best ? colour("best") : strand.ink;
    context.lineWidth = 2.5;
    this.trace(context, strand);
    // Beside the last axis, wherever the pointer is.
    this.board.tell(view.says(strand.trial), this.board.width - side, top);
  }
}
