// Some lines over each other, each with a band if it stands for several; what all of them are at one place along x is
// said beside it, in every picture that shares the cursor.

import { h } from "../dom.js";
import { short } from "../format.js";
import { colour } from "../theme.js";
import { Board, font } from "./board.js";
import { axes, type Plot, type Series, stroke } from "./chart.js";
import type { Cursor } from "./cursor.js";
import { limits } from "./limits.js";
import { Scale } from "./scale.js";

export interface Line {
  id: number;
  name: string;
  ink: string;
  dashes: number[];
  xs: ArrayLike<number>;
  ys: ArrayLike<number>;
  /** What was smoothed, drawn faintly. */
  raw?: ArrayLike<number>;
  low?: ArrayLike<number>;
  high?: ArrayLike<number>;
}

export interface Overlay {
  lines: Line[];
  x: { name: string; log?: boolean; whole?: boolean; says: (x: number) => string };
  y: { log?: boolean; bad?: "high" | "low"; best?: "high" | "low" };
  label: string;
  nothing: string;
}

const saidMax = 10;

export class OverlayChart {
  readonly element: HTMLElement;
  private readonly board: Board;
  private view: Overlay | null = null;
  private plot: Plot | null = null;

  constructor(private readonly cursor: Cursor, signal: AbortSignal) {
    this.board = new Board(signal, (width, height) => this.draw(width, height), { bubble: "bubble-table" });
    this.element = this.board.element;
    this.element.addEventListener("pointermove", event => this.point(event));
    this.element.addEventListener("pointerleave", () => cursor.move(null));
    cursor.onMove(() => this.highlight(), signal);
  }

  show(view: Overlay): void {
    this.view = view;
    this.board.describe(view.label, view.lines.every(each => each.xs.length === 0) ? view.nothing : "");
    this.board.redraw();
  }

  private draw(width: number, height: number): void {
    if (this.view === null) {
      return;
    }

    const { lines, x, y } = this.view;
    const context = this.board.ground();
    const all = lines.flatMap(seriesOf);
    const ends = limits(all, "xs", x.log === true);
    const range = limits(all, "ys", y.log === true, y.bad);
    const [across, up] = [Scale.over(ends.low, ends.high, x.log === true, 0.01),
      Scale.over(range.low, range.high, y.log === true, 0.06)];
    context.font = font(11);
    const [top, bottom] = [8, 26];
    const labels = up.ticks((height - top - bottom) / 44).map(tick => context.measureText(tick.label).width);
    const left = Math.ceil(Math.max(28, ...labels) / 8) * 8 + 10;
    this.plot = {
      left, top, width: Math.max(10, width - left - 12), height: Math.max(10, height - top - bottom), x: across, y: up,
    };
    axes(context, { x, y: { name: "" } }, this.plot);
    context.save();
    context.beginPath();
    context.rect(left, top - 3, this.plot.width + 4, this.plot.height + 6);
    context.clip();
    lines.forEach(line => band(context, line, this.plot!));
    for (const line of lines) {
      if (line.raw) {
        stroke(context, { ...seriesOf(line)[0]!, ys: line.raw, width: 1, alpha: 0.25 }, this.plot, 1);
      }
    }

    lines.forEach(line => this.line(context, line, lines.length > 24 ? 0.5 : 1, lines.length > 24 ? 1.1 : 1.75));
    context.restore();
    this.element.dataset["drawn"] = String(lines.length);
    this.highlight();
  }

  private line(context: CanvasRenderingContext2D, line: Line, alpha: number, width: number): void {
    context.setLineDash(line.dashes);
    stroke(context, { ...seriesOf(line)[0]!, width, alpha }, this.plot!, 1);
    context.setLineDash([]);
  }

  private point(event: PointerEvent): void {
    if (this.view === null || this.plot === null) {
      return;
    }

    const [px, py] = this.board.place(event);
    const { left, width, x: scale } = this.plot;
    const share = Math.min(1, Math.max(0, (px - left) / width));
    const at = scale.low + share * (scale.high - scale.low);
    const x = this.snapped(scale.isLog ? 10 ** at : at);
    let [line, least] = [null as number | null, 24];
    for (const each of this.view.lines) {
      const far = Math.abs(this.place(each, index(each.xs, x))[1] - py);
      if (far < least) {
        [line, least] = [each.id, far];
      }
    }

    this.cursor.move({ x, line });
  }

  // The cursor stands where there are points.
  private snapped(x: number): number {
    let [best, least] = [x, Infinity];
    for (const { xs } of this.view!.lines) {
      const near = xs[index(xs, x)];
      if (near !== undefined && Math.abs(near - x) < least) {
        [best, least] = [near, Math.abs(near - x)];
      }
    }

    return best;
  }

  private place(line: Line, i: number): [number, number] {
    const plot = this.plot!;
    return [plot.left + plot.width * plot.x.place(line.xs[i]!), plot.top + plot.height * (1 - plot.y.place(line.ys[i]!))];
  }

  private highlight(): void {
    const context = this.board.front();
    const [pointed, plot, view] = [this.cursor.now, this.plot, this.view];
    this.board.bubble.hidden = true;
    if (pointed === null || plot === null || view === null || view.lines.length === 0) {
      return;
    }

    const x = plot.left + plot.width * plot.x.place(pointed.x);
    if (!(x >= plot.left - 1 && x <= plot.left + plot.width + 1)) {
      return;
    }

    context.strokeStyle = colour("axis");
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(Math.round(x) + 0.5, plot.top);
    context.lineTo(Math.round(x) + 0.5, plot.top + plot.height);
    context.stroke();
    const there = view.lines.map(line => ({ line, i: within(line.xs, pointed.x) })).filter(each => each.i >= 0);
    const meant = view.lines.find(line => line.id === pointed.line);
    if (meant) {
      stroke(context, { ...seriesOf(meant)[0]!, ink: "surface", width: 5, alpha: 0.9 }, plot, 1);
      this.line(context, meant, 1, 2.5);
    }

    context.globalAlpha = 1;
    for (const { line, i } of there) {
      const [px, py] = this.place(line, i);
      context.fillStyle = colour(line.ink);
      context.strokeStyle = colour("surface");
      context.lineWidth = 1.5;
      context.beginPath();
      context.arc(px, py, line === meant ? 5 : 3.5, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }

    this.say(there, pointed.line, pointed.x, x);
  }

  private say(there: { line: Line; i: number }[], meant: number | null, at: number, x: number): void {
    const { y, x: along } = this.view!;
    const sign = y.best === "low" ? 1 : -1;
    const rows = there.map(({ line, i }) => ({ line, value: line.ys[i]!, low: line.low?.[i], high: line.high?.[i] }))
      .filter(each => !Number.isNaN(each.value)).sort((a, b) => sign * (a.value - b.value));
    const shown = rows.slice(0, saidMax);
    const own = rows.find(each => each.line.id === meant);
    if (own && !shown.includes(own)) {
      shown[saidMax - 1] = own;
    }

    this.board.bubble.hidden = rows.length === 0;
    this.board.bubble.replaceChildren(h("strong", {}, along.says(at)), ...shown.map(({ line, value, low, high }) =>
      h("div", { class: line.id === meant ? "bubble-row meant" : "bubble-row" },
        swatch(line.ink), h("span", { class: "cut" }, line.name), h("b", {}, short(value, 5)),
        low !== undefined && high !== undefined && low !== high
          ? h("span", { class: "bubble-band" }, `${short(low, 3)} to ${short(high, 3)}`) : null)),
    rows.length > saidMax ? h("span", {}, `and ${rows.length - saidMax} more`) : h("span", { hidden: true }));
    // Where the lines are not.
    const { top, height } = this.plot!;
    const middle = there.reduce((sum, { line, i }) => sum + this.place(line, i)[1], 0) / Math.max(1, there.length);
    const down = middle < top + height / 2 ? Math.max(8, top + height - this.board.bubble.offsetHeight - 8) : 8;
    this.board.beside(x, down);
  }
}

export function swatch(ink: string): HTMLElement {
  return h("i", { class: `swatch swatch-${ink}`, "aria-hidden": "true" });
}

function seriesOf(line: Line): Series[] {
  const of = (ys: ArrayLike<number>): Series => ({ trial: line.id, kind: "line", xs: line.xs, ys, ink: line.ink });
  return [of(line.ys), ...[line.low, line.high].flatMap(ys => ys ? [of(ys)] : [])];
}

function band(context: CanvasRenderingContext2D, line: Line, plot: Plot): void {
  if (!line.low || !line.high) {
    return;
  }

  const at = (ys: ArrayLike<number>, i: number): [number, number] => [
    plot.left + plot.width * plot.x.place(line.xs[i]!),
    plot.top + plot.height * (1 - Math.min(2, Math.max(-1, plot.y.place(ys[i]!))))];
  context.globalAlpha = 0.16;
  context.fillStyle = colour(line.ink);
  context.beginPath();
  const places = [
    ...Array.from({ length: line.xs.length }, (_, i) => at(line.high!, i)),
    ...Array.from({ length: line.xs.length }, (_, i) => at(line.low!, line.xs.length - 1 - i)),
  ].filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  places.forEach(([x, y]) => context.lineTo(x, y));
  context.fill();
}

/** The point nearest to a place; values must rise. */
function index(xs: ArrayLike<number>, x: number): number {
  let [low, high] = [0, xs.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle]! < x) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }

  return low > 0 && x - xs[low - 1]! < xs[low]! - x ? low - 1 : low;
}

// The same, but none for a line that ends before or begins after.
function within(xs: ArrayLike<number>, x: number): number {
  const count = xs.length;
  return count === 0 || x < xs[0]! || x > xs[count - 1]! ? -1 : index(xs, x);
}
