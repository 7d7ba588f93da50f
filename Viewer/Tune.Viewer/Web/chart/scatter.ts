// Dots on two axes. Those that are not chosen stay as the ground on which the others are seen.

import { colour } from "../theme.js";
import type { Axis } from "./axis.js";
import { Board, font } from "./board.js";
import { inTurn } from "./turns.js";

export interface Dot { trial: number; x: number; y: number; ink: string; chosen: boolean; ring?: boolean }

export interface Field {
  x: Axis; y: Axis;
  dots: Dot[];
  /** Drawn under the dots. */
  ground?: (context: CanvasRenderingContext2D, box: Box) => void;
  /** Points that a line connects, above the dots. */
  front?: [number, number][];
  says: (trial: number) => string[];
  label: string;
  nothing: string;
  small?: boolean;
  names?: { x: boolean; y: boolean };
  /** Whether the axis across says what it is. */
  saysX?: boolean;
}

export interface Box { left: number; top: number; width: number; height: number }

const reach = 14;
/** Of so many, dots are small squares: a tenth of the work. */
const many = 800;

export class ScatterChart {
  readonly element: HTMLElement;
  private readonly board: Board;
  private field: Field | null = null;
  private places: [number, number][] = [];
  private hit = -1;

  constructor(signal: AbortSignal, pick: (trial: number) => void, kind = "") {
    this.board = new Board(signal, this.draw, { kind, later: inTurn });
    this.element = this.board.element;
    this.element.addEventListener("pointermove", event => this.point(event));
    this.element.addEventListener("pointerleave", () => { this.hit = -1; this.highlight(); });
    this.element.addEventListener("click", () => {
      if (this.hit >= 0) {
        pick(this.field!.dots[this.hit]!.trial);
      }
    });
  }

  show(field: Field): void {
    this.field = field;
    this.board.describe(field.label, field.dots.length === 0 ? field.nothing : "");
    this.board.redraw();
  }

  private readonly draw = (width: number, height: number): void => {
    const field = this.field;
    if (field === null) {
      return;
    }

    const context = this.board.ground();
    const names = field.names ?? { x: true, y: true };
    context.font = font(11);
    const top = names.y ? 26 : 6;
    const bottom = names.x ? 24 : 6;
    const ticks = field.y.ticks((height - top - bottom) / 44);
    const left = names.y ? Math.min(120, Math.ceil(Math.max(24, ...ticks.map(tick =>
      context.measureText(tick.label).width)) / 8) * 8 + 10) : 6;
    const box = {
      left, top, width: Math.max(10, width - left - 10), height: Math.max(10, height - top - bottom),
    };
    field.ground?.(context, box);
    context.globalAlpha = 1;
    frame(context, field, box, names);
    this.places = field.dots.map((dot): [number, number] => [
      box.left + box.width * clamp(dot.x), box.top + box.height * (1 - clamp(dot.y))]);
    const size = field.dots.length > many ? 2 : field.small ? 2.5 : 3.25;
    for (const wanted of [false, true]) {
      field.dots.forEach((dot, i) => {
        if (dot.chosen === wanted) {
          this.dot(context, dot, this.places[i]!, size);
        }
      });
    }

    front(context, field, box);
    field.dots.forEach((dot, i) => {
      if (dot.ring) {
        ring(context, this.places[i]!, size + 3);
      }
    });
    this.element.dataset["drawn"] = String(field.dots.filter(dot => dot.chosen).length);
    this.highlight();
  };

  private dot(context: CanvasRenderingContext2D, dot: Dot, [x, y]: [number, number], size: number): void {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      return;
    }

    context.globalAlpha = dot.chosen ? this.field!.ground ? 0.95 : 0.8 : 0.22;
    context.fillStyle = dot.chosen ? dot.ink.startsWith("rgb") ? dot.ink : colour(dot.ink) : colour("axis");
    if (this.places.length > many) {
      context.fillRect(x - 1.5, y - 1.5, 3, 3);
      return;
    }

    context.beginPath();
    context.arc(x, y, dot.chosen ? size : Math.min(size, 2), 0, 2 * Math.PI);
    context.fill();
    if (dot.chosen && this.field!.ground) {
      context.strokeStyle = colour("surface");
      context.lineWidth = 1;
      context.stroke();
    }
  }

  private point(event: PointerEvent): void {
    const [x, y] = this.board.place(event);
    let [best, least] = [-1, reach * reach];
    this.places.forEach(([px, py], i) => {
      const far = (px - x) ** 2 + (py - y) ** 2 + (this.field!.dots[i]!.chosen ? 0 : 60);
      if (far < least) {
        [best, least] = [i, far];
      }
    });
    if (best !== this.hit) {
      this.hit = best;
      this.highlight();
    }
  }

  private highlight(): void {
    const context = this.board.front();
    const dot = this.field?.dots[this.hit];
    this.element.classList.toggle("can-pick", dot !== undefined);
    if (dot === undefined || this.field === null) {
      this.board.tell([], 0, 0);
      return;
    }

    const [x, y] = this.places[this.hit]!;
    context.fillStyle = dot.ink.startsWith("rgb") ? dot.ink : colour(dot.ink);
    context.strokeStyle = colour("surface");
    context.lineWidth = 2;
    context.beginPath();
    context.arc(x, y, 5.5, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
    this.board.tell(this.field.says(dot.trial), x, Math.max(-20, y - 24));
  }
}

// What lies beyond an axis stands at its end.
const clamp = (place: number): number => Math.min(1, Math.max(0, place));

function frame(context: CanvasRenderingContext2D, field: Field, box: Box, names: { x: boolean; y: boolean }): void {
  const { left, top, width, height } = box;
  context.font = font(11);
  context.lineWidth = 1;
  context.strokeStyle = colour("grid");
  context.fillStyle = colour("muted");
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of field.y.ticks(height / 44)) {
    const at = Math.round(top + height * (1 - tick.at)) + 0.5;
    if (!field.ground) {
      context.beginPath();
      context.moveTo(left, at);
      context.lineTo(left + width, at);
      context.stroke();
    }

    if (names.y) {
      context.fillText(fitted(context, tick.label, left - 10), left - 8, at);
    }
  }

  context.strokeStyle = colour("axis");
  context.beginPath();
  context.moveTo(left, top + height + 0.5);
  context.lineTo(left + width, top + height + 0.5);
  context.stroke();
  if (names.x) {
    context.textBaseline = "top";
    context.textAlign = "center";
    const ticks = field.x.ticks(width / (field.x.options === null ? 64 : 40));
    const room = field.x.options === null ? Infinity : width / Math.max(1, ticks.length) - 6;
    const name = field.saysX ? fitted(context, field.x.name, width / 2) : "";
    const end = left + width - (name === "" ? -8 : context.measureText(name).width + 10);
    let free = -Infinity;
    for (const tick of ticks) {
      const label = fitted(context, tick.label, room);
      const half = context.measureText(label).width / 2;
      const at = Math.min(left + width + 8 - half, Math.max(half, left + width * tick.at));
      if (at - half > free && at + half <= end + 1) {
        context.fillText(label, at, top + height + 7);
        free = at + half + 6;
      }
    }

    context.textAlign = "right";
    context.fillText(name, left + width, top + height + 7);
  }

  if (names.y) {
    context.textBaseline = "top";
    context.textAlign = "left";
    context.fillText(fitted(context, field.y.name, width + left), 0, 2);
  }
}

function front(context: CanvasRenderingContext2D, field: Field, box: Box): void {
  if (!field.front || field.front.length === 0) {
    return;
  }

  context.globalAlpha = 1;
  context.strokeStyle = colour("best");
  context.lineWidth = 1.75;
  context.beginPath();
  let before: [number, number] | null = null;
  for (const [px, py] of field.front) {
    const [x, y] = [box.left + box.width * clamp(px), box.top + box.height * (1 - clamp(py))];
    if (before === null) {
      context.moveTo(x, y);
    } else {
      context.lineTo(x, before[1]);
      context.lineTo(x, y);
    }

    before = [x, y];
  }

  context.stroke();
}

function ring(context: CanvasRenderingContext2D, [x, y]: [number, number], size: number): void {
  context.globalAlpha = 1;
  context.strokeStyle = colour("best");
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, size, 0, 2 * Math.PI);
  context.stroke();
}

/** A text that is cut where it would be wider than its room. */
export function fitted(context: CanvasRenderingContext2D, words: string, room: number): string {
  if (context.measureText(words).width <= room) {
    return words;
  }

  let kept = words;
  while (kept.length > 1 && context.measureText(kept + "…").width > room) {
    kept = kept.slice(0, -1);
  }

  return kept.length > 1 ? kept + "…" : "";
}
