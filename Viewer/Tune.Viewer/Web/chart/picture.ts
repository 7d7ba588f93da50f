// A canvas that is drawn by whoever owns it: again when its size or the theme changes, with words about what is under
// the pointer.

import { h, set, text } from "../dom.js";
import { onTheme } from "../theme.js";
import { sized } from "./chart.js";

export interface Drawn {
  draw: (context: CanvasRenderingContext2D, width: number, height: number) => void;
  says: (x: number, y: number) => string[];
  pick?: (x: number, y: number) => void;
}

export class Picture {
  readonly element: HTMLElement;
  private readonly canvas = h("canvas", { "aria-hidden": "true" });
  private readonly picture = h("div", { class: "chart-picture", role: "img" }, this.canvas);
  private readonly nothing = h("p", { class: "chart-nothing" });
  private readonly bubble = h("div", { class: "bubble", hidden: true });
  private drawing = 0;

  constructor(private readonly drawn: Drawn, signal: AbortSignal) {
    this.element = h("div", { class: "chart" }, this.picture, this.nothing, this.bubble);
    const size = new ResizeObserver(() => this.redraw());
    size.observe(this.element);
    signal.addEventListener("abort", () => size.disconnect(), { once: true });
    onTheme(() => this.redraw(), signal);
    void document.fonts.ready.then(() => this.redraw());
    this.element.addEventListener("pointermove", event => this.point(event));
    this.element.addEventListener("pointerleave", () => { this.bubble.hidden = true; });
    this.element.addEventListener("click", event => drawn.pick?.(...this.place(event)));
  }

  /** Says what it shows, and what to say where there is nothing to show. */
  show(label: string, nothing: string, height?: number): void {
    text(this.nothing, nothing);
    set(this.picture, { "aria-label": label });
    if (height !== undefined) {
      this.element.style.height = `${height}px`;
    }

    this.redraw();
  }

  redraw(): void {
    if (this.drawing === 0) {
      this.drawing = requestAnimationFrame(() => {
        this.drawing = 0;
        const { clientWidth: width, clientHeight: height } = this.element;
        if (width > 0 && height > 0) {
          this.drawn.draw(sized(this.canvas, width, height), width, height);
        }
      });
    }
  }

  private place(event: MouseEvent): [number, number] {
    const box = this.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private point(event: PointerEvent): void {
    const [x, y] = this.place(event);
    const lines = this.drawn.says(x, y);
    this.bubble.hidden = lines.length === 0;
    this.element.classList.toggle("can-pick", lines.length > 0 && this.drawn.pick !== undefined);
    if (lines.length > 0) {
      this.bubble.replaceChildren(...lines.map((line, i) => h(i === 0 ? "strong" : "span", {}, line)));
      const wide = this.bubble.offsetWidth;
      const left = x + 14 + wide > this.element.clientWidth ? x - 14 - wide : x + 14;
      this.bubble.style.transform = `translate(${Math.max(0, Math.round(left))}px, ${Math.round(y + 10)}px)`;
    }
  }
}
