// Where charts are drawn: a canvas for the picture, one above it for what is under the pointer, so that a move of it
// costs nothing, and words beside the pointer. Drawn again when its size, the theme or the letters change.

import { h, set, text } from "../dom.js";
import { onTheme } from "../theme.js";

export const font = (size: number) => `${size}px Inter, system-ui, sans-serif`;

const gap = 14;

interface How {
  /** Classes of the whole, and of what is said. */
  kind?: string; bubble?: string;
  /** When to draw; by default with the next frame. */
  later?: (draw: () => void) => void;
}

export class Board {
  readonly element: HTMLElement;
  readonly picture: HTMLElement;
  readonly bubble: HTMLElement;
  private readonly below = h("canvas", { "aria-hidden": "true" });
  private readonly above = h("canvas", { "aria-hidden": "true" });
  private readonly nothing = h("p", { class: "chart-nothing" });
  private readonly later: (draw: () => void) => void;
  private frame = 0;

  /** Draws only where there is room. */
  constructor(signal: AbortSignal, private readonly draw: (width: number, height: number) => void, how: How = {}) {
    this.bubble = h("div", { class: `bubble ${how.bubble ?? ""}`, hidden: true });
    this.picture = h("div", { class: "chart-picture", role: "img" }, this.below, this.above);
    this.element = h("div", { class: `chart ${how.kind ?? ""}` }, this.picture, this.nothing, this.bubble);
    this.later = how.later ?? (run => {
      this.frame ||= requestAnimationFrame(() => {
        this.frame = 0;
        run();
      });
    });
    const size = new ResizeObserver(() => this.redraw());
    size.observe(this.element);
    signal.addEventListener("abort", () => size.disconnect(), { once: true });
    onTheme(() => this.redraw(), signal);
    void document.fonts.ready.then(() => this.redraw());
  }

  get width(): number { return this.element.clientWidth; }

  get height(): number { return this.element.clientHeight; }

  /** What it shows, for who does not see it, and what to say where there is nothing to show. */
  describe(label: string, nothing: string): void {
    text(this.nothing, nothing);
    set(this.picture, { "aria-label": label });
  }

  redraw(): void { this.later(this.run); }

  /** The picture, to be drawn anew. */
  ground(): CanvasRenderingContext2D { return this.cleared(this.below); }

  /** What lies above it, to be drawn anew. */
  front(): CanvasRenderingContext2D { return this.cleared(this.above); }

  /** Where the pointer is. */
  place(event: MouseEvent): [number, number] {
    const box = this.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  /** Says something beside a place, on the side where there is room; nothing takes it away. */
  tell(lines: string[], x: number, y: number): void {
    this.bubble.hidden = lines.length === 0;
    if (lines.length > 0) {
      this.bubble.replaceChildren(...lines.map((line, i) => h(i === 0 ? "strong" : "span", {}, line)));
      this.beside(x, y);
    }
  }

  /** Puts what is said beside a place. */
  beside(x: number, y: number): void {
    const wide = this.bubble.offsetWidth;
    const at = x + gap + wide > this.width ? x - gap - wide : x + gap;
    const left = Math.max(Math.min(0, this.width - wide), at);
    this.bubble.style.transform = `translate(${Math.round(left)}px, ${Math.round(y)}px)`;
  }

  private readonly run = (): void => {
    const { width, height } = this;
    if (width > 0 && height > 0) {
      this.draw(width, height);
    }
  };

  private cleared(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
    const { width, height } = this;
    const fine = window.devicePixelRatio || 1;
    const [w, t] = [Math.round(width * fine), Math.round(height * fine)];
    if (canvas.width !== w || canvas.height !== t) {
      canvas.width = w;
      canvas.height = t;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }

    const context = canvas.getContext("2d")!;
    context.setTransform(fine, 0, 0, fine, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
  }
}
