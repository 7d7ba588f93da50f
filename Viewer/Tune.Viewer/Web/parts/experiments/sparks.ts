// Asks for the small lines of the rows that are in sight, and again for those that have gone on.

import { get } from "../../api.js";
import { throttled } from "../../dom.js";
import type { Experiment, Real } from "../../shapes.js";
import { real } from "../../shapes.js";

interface SparkList { sparks: { experiment: string; journal: string; position: number; values: Real[] }[] }

const atOnce = 20;
const lettersMax = 4000;

export class Sparks {
  private readonly seen = new Set<string>();
  private readonly asked = new Map<string, string>();
  private readonly now = new Map<string, Experiment>();
  private readonly nameOf = new WeakMap<Element, string>();
  private readonly sight: IntersectionObserver;
  private readonly ask: () => void;

  constructor(private readonly show: (experiment: string, values: number[]) => void, private readonly signal: AbortSignal) {
    this.ask = throttled(1000, () => this.fetch(), signal);
    this.sight = new IntersectionObserver(entries => {
      for (const entry of entries) {
        const name = this.nameOf.get(entry.target)!;
        if (entry.isIntersecting) {
          this.seen.add(name);
        } else {
          this.seen.delete(name);
        }
      }

      this.ask();
    }, { rootMargin: "120px" });
    signal.addEventListener("abort", () => this.sight.disconnect(), { once: true });
  }

  /** A row that may come into sight. */
  watch(row: Element, experiment: string): void {
    this.nameOf.set(row, experiment);
    this.sight.observe(row);
  }

  /** How far experiments have come. */
  change(all: Experiment[]): void {
    all.forEach(each => this.now.set(each.experiment, each));
    this.ask();
  }

  private async fetch(): Promise<void> {
    const due = [...this.seen].filter(name => this.now.has(name) && this.asked.get(name) !== this.stand(name));
    while (due.length > 0) {
      const some: string[] = [];
      for (let letters = 0; due.length > 0 && some.length < atOnce && letters < lettersMax;) {
        const name = due.shift()!;
        some.push(name);
        letters += encodeURIComponent(name).length + 12;
      }

      some.forEach(name => this.asked.set(name, this.stand(name)));
      try {
        const { sparks } = await get<SparkList>(
          `sparks?${some.map(name => `experiment=${encodeURIComponent(name)}`).join("&")}`, this.signal);
        for (const { experiment, values, journal, position } of sparks) {
          this.show(experiment, values.map(real));
          // What the server has not yet looked at again is asked for again.
          this.asked.set(experiment, `${journal} ${position}`);
        }
      } catch (problem) {
        some.forEach(name => this.asked.delete(name));
        throw problem;
      }
    }
  }

  private stand(name: string): string {
    const { journal, position } = this.now.get(name)!;
    return `${journal} ${position}`;
  }
}
