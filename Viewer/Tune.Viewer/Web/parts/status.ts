// A state is said three times: by a word, by a colour and by a shape, so that one of them may be lost.

import { h, set, svg } from "../dom.js";

interface Look { ink: string; shape: string }

const looks: Record<string, Look> = {
  active: { ink: "running", shape: "play" }, running: { ink: "running", shape: "play" },
  finished: { ink: "good", shape: "check" }, completed: { ink: "good", shape: "check" },
  paused: { ink: "paused", shape: "pause" },
  stopped: { ink: "stopped", shape: "square" },
  failed: { ink: "failed", shape: "cross" }, errored: { ink: "failed", shape: "cross" },
  cloned: { ink: "stopped", shape: "play" }, lost: { ink: "lost", shape: "gap" },
  interrupted: { ink: "lost", shape: "gap" }, pending: { ink: "lost", shape: "ring" },
};

const shapes: Record<string, string> = {
  play: "M6 4.5v7l5.5-3.5z", check: "M4.5 8.3l2.4 2.4 4.6-5", pause: "M6.3 5v6M9.7 5v6",
  square: "M5.5 5.5h5v5h-5z", cross: "M5.5 5.5l5 5M10.5 5.5l-5 5", gap: "M8 4.5v3.5M8 10.9v.1", ring: "",
};

/** The order in which counts are shown. */
export const statuses = ["Completed", "Stopped", "Running", "Paused", "Errored", "Pending"] as const;

export const lookOf = (state: string): Look => looks[state.toLowerCase()] ?? { ink: "lost", shape: "ring" };

export function icon(state: string): SVGElement {
  const { ink, shape } = lookOf(state);
  const filled = shape === "play" || shape === "square";
  return svg("svg", { class: `state-icon ink-${ink}`, viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("circle", { class: "state-disc", cx: 8, cy: 8, r: 7, "data-dashed": shape === "ring" }),
    svg("path", { class: filled ? "state-fill" : "state-line", d: shapes[shape]! }));
}

/** A word with its shape, which can be set again. */
export class StateMark {
  readonly element = h("span", { class: "state" });
  private shown = "";

  constructor(state: string) { this.set(state); }

  set(state: string): void {
    if (state !== this.shown) {
      this.shown = state;
      this.element.replaceChildren(icon(state), h("span", {}, state.toLowerCase()));
    }
  }
}

/** A thin bar of how many trials stand where; what is not yet proposed is left empty. */
export class CountsBar {
  readonly element = h("div", { class: "bar", role: "img" });
  private readonly parts = new Map<string, HTMLElement>();

  set(counts: Record<string, number>, asked: number | undefined): void {
    const done = Object.values(counts).reduce((sum, each) => sum + each, 0);
    const whole = Math.max(asked ?? done, done, 1);
    for (const status of statuses) {
      let part = this.parts.get(status);
      if (part === undefined) {
        part = h("span", { class: `bar-part fill-${lookOf(status).ink}` });
        this.parts.set(status, part);
        this.element.append(part);
      }

      part.hidden = (counts[status] ?? 0) === 0;
      part.style.width = `${(100 * (counts[status] ?? 0)) / whole}%`;
    }

    const said = statuses.filter(status => (counts[status] ?? 0) > 0)
      .map(status => `${counts[status]} ${status.toLowerCase()}`).join(", ");
    set(this.element, { "aria-label": said === "" ? "no trials yet" : said, title: said });
  }
}

