// A long list that the server sorts, of which only the pages that are looked at are here.

import { get, name } from "../api.js";
import type { Changes, Trial, TrialList } from "../shapes.js";
import { Late } from "./late.js";

export const pageSize = 200;
const pagesMax = 60;

export interface Question { order: string; descending: boolean; statuses: string[]; where: string }

/** A question as the server takes it. */
export const queryOf = ({ order, descending, statuses, where }: Question): string =>
  `order=${encodeURIComponent(order)}&descending=${descending}`
  + (statuses.length === 0 ? "" : `&status=${statuses.join(",")}`)
  + (where === "" ? "" : `&where=${encodeURIComponent(where)}`);

interface Page { position: number; trials: Trial[] }

export class TrialPages {
  total = 0;
  /** Called when rows have come. */
  changed: () => void = () => {};
  /** Called with what is wrong with the question, and with null when it was answered. */
  refused: (problem: Error | null) => void = () => {};
  /** What is wrong with the question, as far as is known. */
  problem: Error | null = null;
  /** The position of the first answer: whatever the feed tells from there on is not in it. */
  readonly begun: Promise<number>;
  private begin: (position: number) => void = () => {};
  private readonly late = new Late();
  private pages = new Map<number, Page>();
  private asked = new Set<number>();
  private generation = 0;

  constructor(
    private readonly experiment: string, private question: Question, private readonly signal: AbortSignal) {
    this.begun = new Promise(resolve => { this.begin = resolve; });
  }

  /** Every row that is here. */
  get here(): Trial[] { return [...this.pages.values()].flatMap(page => page.trials); }

  at(index: number): Trial | undefined {
    return this.pages.get(Math.floor(index / pageSize))?.trials[index % pageSize];
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
  patch(changes: Changes): boolean {
    this.late.note(changes);
    return this.apply(changes);
  }

  private apply(changes: Changes): boolean {
    const places = new Map<number, [Page, number]>();
    for (const page of this.pages.values()) {
      page.trials.forEach((trial, i) => places.set(trial.trial, [page, i]));
    }

    let all = true;
    for (const trial of changes.trials) {
      const place = places.get(trial.trial);
      if (place === undefined) {
        all = false;
      } else if (changes.position > place[0].position) {
        place[0].trials[place[1]] = trial;
      }
    }

    return all;
  }

  private async fetch(page: number): Promise<void> {
    const generation = this.generation;
    this.asked.add(page);
    const query = `${queryOf(this.question)}&skip=${page * pageSize}&take=${pageSize}`;
    try {
      const [list, later] = await this.late.during(
        () => get<TrialList>(`experiments/${name(this.experiment)}/trials?${query}`, this.signal),
        answer => answer.position);
      this.begin(list.position);
      if (generation === this.generation) {
        this.problem = null;
        this.refused(null);
        this.total = list.total;
        this.pages.delete(page);
        this.pages.set(page, { position: list.position, trials: list.trials });
        later.forEach(changes => this.apply(changes));
        const [oldest] = this.pages.keys();
        if (this.pages.size > pagesMax && oldest !== undefined) {
          this.pages.delete(oldest);
        }

        this.changed();
      }
    } catch (problem) {
      this.begin(Infinity);
      if (!this.signal.aborted && generation === this.generation) {
        this.problem = problem as Error;
        this.refused(this.problem);
      }
    } finally {
      if (generation === this.generation) {
        this.asked.delete(page);
      }
    }
  }
}
