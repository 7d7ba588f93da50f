// Lines and dots: made for a thousand curves that grow.

import { colour } from "../theme.js";
import { Board, font } from "./board.js";
import { limits } from "./limits.js";
import { nearest, spot, type Hit } from "./nearest.js";
import { Scale } from "./scale.js";

export interface Series {
  /** Which trial it is; a negative number for what is nobody's, and cannot be picked. */
  trial: number;
  kind: "line" | "steps" | "dots";
  xs: ArrayLike<number>;
  ys: ArrayLike<number>;
  ink: string;
  alpha?: number;
  width?: number;
}

export interface View {
  series: Series[];
  x: { name: string; log?: boolean; whole?: boolean };
  y: { name: string; log?: boolean; bad?: "high" | "low" };
  /** What is said about a point. */
  says: (hit: Hit) => string[];
  /** What colours mean, where that is not plain. */
  legend?: { ink: string; says: string }[];
  /** What the picture shows, for who does not see it. */
  label: string;
  /** Shown in place of the picture while there is nothing to draw. */
  nothing: string;
}

export interface Plot { left: number; top: number; width: number; height: number; x: Scale; y: Scale }

export class Chart {
  readonly element: HTMLElement;
  private readonly board: Board;
  private view: View | null = null;
  private plot: Plot | null = null;
  private hit: Hit | null = null;
  private pointing = 0;

  constructor(signal: AbortSignal, private readonly pick?: (trial: number) => void) {
    this.board = new Board(signal, (width, height) => this.draw(width, height));
    this.element = this.board.element;
    this.element.addEventListener("pointermove", event => this.point(event));
    this.element.addEventListener("pointerleave", () => this.point(null));
    this.element.addEventListener("click", () => {
      if (this.hit !== null && this.pick !== undefined) {
        this.pick(this.hit.series.trial);
      }
    });
  }

  show(view: View): void {
    this.view = view;
    const isEmpty = view.series.every(each => each.xs.length === 0);
    this.board.describe(view.label, isEmpty ? view.nothing : "");
    this.board.redraw();
  }

  private draw(width: number, height: number): void {
    if (this.view === null) {
      return;
    }

    const began = performance.now();
    const context = this.board.ground();
    this.plot = this.layOut(context, this.view, width, height);
    axes(context, this.view, this.plot);
    context.save();
    context.beginPath();
    context.rect(this.plot.left, this.plot.top - 3, this.plot.width + 4, this.plot.height + 6);
    context.clip();
    for (const series of this.view.series) {
      stroke(context, series, this.plot, 1);
    }

    context.restore();
    this.element.dataset["drawn"] = (performance.now() - began).toFixed(1);
    this.highlight();
  }

  private layOut(context: CanvasRenderingContext2D, view: View, width: number, height: number): Plot {
    const ends = limits(view.series, "xs", view.x.log === true);
    const range = limits(view.series, "ys", view.y.log === true, view.y.bad);
    const x = Scale.over(ends.low, ends.high, view.x.log === true, 0.02);
    const y = Scale.over(range.low, range.high, view.y.log === true, 0.06);
    const [top, bottom] = [view.y.name === "" ? 10 : 28, 26];
    context.font = font(11);
    const labels = y.ticks((height - top - bottom) / 44).map(tick => context.measureText(tick.label).width);
    const left = Math.ceil(Math.max(28, ...labels) / 8) * 8 + 10;
    return { left, top, width: Math.max(10, width - left - 12), height: Math.max(10, height - top - bottom), x, y };
  }

  private point(event: PointerEvent | null): void {
    const [x, y] = event === null ? [NaN, NaN] : this.board.place(event);
    cancelAnimationFrame(this.pointing);
    this.pointing = requestAnimationFrame(() => {
      this.hit = Number.isNaN(x) || this.view === null || this.plot === null ? null
        : nearest(this.view.series, this.plot, x, y);
      this.highlight();
    });
  }

  private highlight(): void {
    const context = this.board.front();
    const [hit, plot, view] = [this.hit, this.plot, this.view];
    this.element.classList.toggle("can-pick", hit !== null && this.pick !== undefined);
    if (hit === null || plot === null || view === null) {
      this.board.tell([], 0, 0);
      return;
    }

    if (hit.series.kind !== "dots") {
      context.lineWidth = 5;
      context.globalAlpha = 0.9;
      stroke(context, { ...hit.series, ink: "surface", alpha: 0.9, width: 5 }, plot, 1);
      stroke(context, { ...hit.series, alpha: 1, width: 2.25 }, plot, 1);
    }

    context.globalAlpha = 1;
    context.fillStyle = colour(hit.series.ink);
    context.strokeStyle = colour("surface");
    context.lineWidth = 2;
    context.beginPath();
    context.arc(hit.x, hit.y, 5, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
    this.board.tell(view.says(hit), hit.x, Math.max(0, hit.y - 24));
  }
}

export function axes(
  context: CanvasRenderingContext2D, view: Pick<View, "x" | "y" | "legend">, plot: Plot): void {
  const { left, top, width, height } = plot;
  context.globalAlpha = 1;
  context.font = font(11);
  context.lineWidth = 1;
  context.strokeStyle = colour("grid");
  context.fillStyle = colour("muted");
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of plot.y.ticks(height / 44)) {
    const at = Math.round(top + height * (1 - tick.at)) + 0.5;
    context.beginPath();
    context.moveTo(left, at);
    context.lineTo(left + width, at);
    context.stroke();
    context.fillText(tick.label, left - 8, at);
  }

  context.strokeStyle = colour("axis");
  context.beginPath();
  context.moveTo(left, top + height + 0.5);
  context.lineTo(left + width, top + height + 0.5);
  context.stroke();
  context.textBaseline = "top";
  const name = context.measureText(view.x.name).width;
  for (const tick of plot.x.ticks(width / 72, view.x.whole)) {
    const at = left + width * tick.at;
    const half = context.measureText(tick.label).width / 2;
    context.textAlign = "center";
    if (at + half < left + width - name - 10) {
      context.fillText(tick.label, at, top + height + 8);
    }
  }

  context.textAlign = "right";
  context.fillText(view.x.name, left + width, top + height + 8);
  context.textAlign = "left";
  context.fillText(view.y.name, 0, 2);
  let at = left + width;
  for (const { ink, says } of view.legend ?? []) {
    at -= context.measureText(says).width;
    context.fillStyle = colour("muted");
    context.fillText(says, at, 2);
    context.fillStyle = colour(ink);
    context.fillRect(at - 20, 7, 14, 2);
    at -= 36;
  }
}

/** Draws one series. Points that fall on the one before are left out; a value with no place breaks the line. */
export function stroke(context: CanvasRenderingContext2D, series: Series, plot: Plot, alpha: number): void {
  const kind = series.kind;
  const count = Math.min(series.xs.length, series.ys.length);
  context.globalAlpha = (series.alpha ?? 1) * alpha;
  context.strokeStyle = context.fillStyle = colour(series.ink);
  context.lineWidth = series.width ?? 1.25;
  context.lineJoin = "bevel";
  context.beginPath();
  // A line of one point would not be seen.
  const isDots = kind === "dots" || count === 1;
  const size = kind === "dots" ? series.width ?? 3 : Math.max(2, 2 * (series.width ?? 1));
  let [pen, lastX, lastY] = [false, 0, 0];
  for (let i = 0; i < count; i++) {
    const [x, y] = spot(series, plot, i);
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      pen = false;
    } else if (isDots) {
      context.moveTo(x + size, y);
      context.arc(x, y, size, 0, 2 * Math.PI);
    } else if (!pen) {
      context.moveTo(x, y);
      [pen, lastX, lastY] = [true, x, y];
    } else if (Math.abs(x - lastX) >= 0.5 || Math.abs(y - lastY) >= 0.5 || i === count - 1) {
      if (kind === "steps") {
        context.lineTo(x, lastY);
      }

      context.lineTo(x, y);
      [lastX, lastY] = [x, y];
    }
  }

  if (isDots) {
    context.fill();
  } else {
    context.stroke();
  }
}
