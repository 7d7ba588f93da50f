// How the best result came about, as small as a word.

import { set, svg } from "../../dom.js";
import { short } from "../../format.js";

const [width, height, margin] = [104, 28, 3];

/** Where a line goes: from left to right, and no further up or down than the margin lets it. */
export function pathOf(values: number[]): string {
  // The first trials may be far off: they would make a flat line of everything that came later.
  const settled = values.slice(Math.min(Math.floor(values.length / 8), values.length - 1));
  const [low, high] = [Math.min(...settled), Math.max(...settled)];
  const y = (value: number) => {
    const share = high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0.5;
    return (height - margin - share * (height - 2 * margin)).toFixed(1);
  };
  const x = (i: number) => (margin + (width - 2 * margin) * i / Math.max(1, values.length - 1)).toFixed(1);
  return values.map((value, i) => i === 0 ? `M${x(0)} ${y(value)}` : `H${x(i)}V${y(value)}`).join("");
}

export class Spark {
  readonly element = svg("svg", {
    class: "spark", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": "no result yet",
  });
  private readonly ground = svg("path", { class: "spark-ground" });
  private readonly line = svg("path", { class: "spark-line" });
  private readonly dot = svg("circle", { class: "spark-dot", r: 2.5 });
  private shown = "";

  constructor() { this.element.append(this.ground, this.line, this.dot); }

  set(values: number[]): void {
    const path = values.length === 0 ? "" : pathOf(values);
    if (path === this.shown) {
      return;
    }

    this.shown = path;
    const [, y = 0] = /[ V]([\d.]+)$/.exec(path) ?? [];
    set(this.line, { d: path });
    set(this.ground, { d: values.length < 2 ? "" : `${path}V${height}H${margin}Z` });
    set(this.dot, { cx: values.length < 2 ? margin : width - margin, cy: y, visibility: path === "" ? "hidden" : null });
    set(this.element, {
      "aria-label": values.length === 0 ? "no result yet"
        : `best so far: first ${short(values[0]!)}, now ${short(values[values.length - 1]!)}`,
    });
  }
}
