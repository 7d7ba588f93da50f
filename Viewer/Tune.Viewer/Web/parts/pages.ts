// A long list that the server sorts, of which only the pages that are looked at are here.

import { get, name } from "../api.js";
import type { Trial, TrialList } from "../shapes.js";

export const pageSize = 200;
const pagesMax = 60;

export interface Question { order: string; descending: boolean; statuses: string[] }

export class TrialPages {
  total = 0;
  /** Called when rows have come. */
  changed: () => void = () => {};
  private pages = new Map<number, Trial[]>();
  private asked = new Set<number>();
  private generation = 0;

  constructor(
    private readonly experiment: string, private question: Question, private readonly signal: AbortSignal) {}

  at(index: number): Trial | undefined {
    return this.pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** Asks another question: what is here is of the old one. */
  ask(question: Question): void {
    this.question = question;
    this.generation++;
    this.pages.clear();
    this.asked.clear();
  }

  /** Makes sure that some rows come. */
  need(first: number, last: number): void {
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++) {
      if (!this.pages.has(page) && !this.asked.has(page)) {
        void this.fetch(page);
      }
    }
  }

  /** Asks again for what is looked at; the rest is asked for when it is. What is shown stays until the answer. */
  async renew(first: number, last: number): Promise<void> {
    const [from, to] = [Math.floor(first / pageSize), Math.floor(Math.max(first, last) / pageSize)];
    for (const page of [...this.pages.keys()].filter(page => page < from || page > to)) {
      this.pages.delete(page);
    }

    for (let page = from; page <= to; page++) {
      await this.fetch(page);
    }
  }

  /** Takes over rows as they are now; false if one of them is not here. */
  patch(trials: Trial[]): boolean {
    const places = new Map<number, [Trial[], number]>();
    for (const page of this.pages.values()) {
      page.forEach((trial, i) => places.set(trial.trial, [page, i]));
    }

    let all = true;
    for (const trial of trials) {
      const place = places.get(trial.trial);
      if (place === undefined) {
        all = false;
      } else {
        place[0][place[1]] = trial;
      }
    }

    return all;
  }

  private async fetch(page: number): Promise<void> {
    const generation = this.generation;
    this.asked.add(page);
    const { order, descending, statuses } = this.question;
    const query = `order=${encodeURIComponent(order)}&descending=${descending}&skip=${page * pageSize}&take=${pageSize}`
      + (statuses.length === 0 ? "" : `&status=${statuses.join(",")}`);
    try {
      const list = await get<TrialList>(`experiments/${name(this.experiment)}/trials?${query}`, this.signal);
      if (generation === this.generation) {
        this.total = list.total;
        this.pages.delete(page);
        this.pages.set(page, list.trials);
        const [oldest] = this.pages.keys();
        if (this.pages.size > pagesMax && oldest !== undefined) {
          this.pages.delete(oldest);
        }

        this.changed();
      }
    } catch (problem) {
      if (!this.signal.aborted) {
        console.warn(problem);
      }
    } finally {
      if (generation === this.generation) {
        this.asked.delete(page);
      }
    }
  }
}
