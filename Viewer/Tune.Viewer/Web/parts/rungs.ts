// How many trials have come to each rung of the scheduler, and what became of them there: one ladder, or one for each
// bracket as it fills.

import { h, set, text } from "../dom.js";
import { count, plural } from "../format.js";
import type { Bracket, Changes, Detail, Points } from "../shapes.js";
import { toggle } from "./controls.js";
import { fates, Ladder, type Standing } from "./ladder.js";

/** More are shown only if they are asked for; those where something still happens come first. */
const bracketsShown = 8;
const ended = new Set(["Completed", "Stopped", "Errored"]);

interface Part { bracket: Bracket; ladder: Ladder; element: HTMLElement; filled: HTMLElement; isOver: boolean }

export class RungsCard {
  readonly element: HTMLElement;
  private readonly trials = new Map<number, Standing>();
  private readonly place = h("div", {});
  private readonly note = h("span", { class: "muted small" });
  private readonly more: HTMLButtonElement;
  private readonly whole: Ladder | null;
  private readonly parts = new Map<number, Part>();
  private showsAll = false;

  /** Called when a trial is in a bracket that is not known. */
  constructor(private readonly detail: Detail, private readonly lacks: () => void) {
    this.whole = detail.brackets.length === 0 ? new Ladder(detail.rungs) : null;
    this.more = toggle("All brackets", "Also those in which all trials have ended", false, on => {
      this.showsAll = on;
      this.show();
    });
    this.more.hidden = true;
    this.element = h("section", { class: "card rungs-card", hidden: detail.rungs.length === 0 },
      h("div", { class: "card-head" }, h("h2", {}, this.whole ? "Rungs" : "Brackets"), this.note, this.more,
        h("div", { class: "grow" }),
        h("ul", { class: "legend" }, ...fates.map(([ink, says]) =>
          h("li", {}, h("span", { class: `patch fill-${ink}`, "aria-hidden": "true" }), says)))),
      this.place);
    if (this.whole !== null) {
      this.place.append(this.whole.element);
    } else {
      this.place.className = "brackets";
      this.know(detail.brackets);
    }
  }

  /** Takes over which brackets there are by now. */
  know(brackets: Bracket[]): void {
    const fresh = brackets.filter(each => !this.parts.has(each.bracket));
    for (const bracket of fresh) {
      const ladder = new Ladder(bracket.rungs);
      const filled = h("span", { class: "muted tabular" });
      const element = h("div", { class: "bracket", "data-bracket": bracket.bracket },
        h("div", { class: "bracket-head" }, h("h3", {}, `Bracket ${bracket.bracket}`), filled), ladder.element);
      this.parts.set(bracket.bracket, { bracket, ladder, element, filled, isOver: false });
    }

    if (fresh.length > 0 && this.trials.size > 0) {
      this.show();
    }
  }

  load(all: Points): void {
    this.trials.clear();
    all.trials.forEach((trial, i) => this.trials.set(trial, {
      iteration: all.iterations[i] ?? 0, status: all.statuses[all.status[i]!]!,
      ...(all.brackets ? { bracket: all.brackets[i]! } : {}),
    }));
    this.show();
  }

  change(changes: Changes): void {
    if (this.detail.rungs.length > 0 && changes.trials.length > 0) {
      for (const { trial, iteration, status, bracket, deleted_utc } of changes.trials) {
        if (deleted_utc === undefined) {
          this.trials.set(trial, { iteration, status, ...bracket !== undefined && { bracket } });
        } else {
          this.trials.delete(trial);
        }
      }

      this.show();
      if (this.whole === null && changes.trials.some(each => !this.parts.has(each.bracket ?? 0))) {
        this.lacks();
      }
    }
  }

  private show(): void {
    if (this.whole !== null) {
      this.whole.show([...this.trials.values()], this.trials.size);
      return;
    }

    const own = new Map<number, Standing[]>();
    for (const trial of this.trials.values()) {
      const list = own.get(trial.bracket ?? 0);
      if (list === undefined) {
        own.set(trial.bracket ?? 0, [trial]);
      } else {
        list.push(trial);
      }
    }

    const all = [...this.parts.values()].sort((a, b) => a.bracket.bracket - b.bracket.bracket);
    for (const part of all) {
      this.fill(part, own.get(part.bracket.bracket) ?? []);
    }

    const [going, over] = [all.filter(part => !part.isOver), all.filter(part => part.isOver)];
    const shown = this.showsAll || all.length <= bracketsShown ? all
      : going.length >= bracketsShown ? going.slice(0, bracketsShown)
      : all.filter(part => !part.isOver || over.slice(going.length - bracketsShown).includes(part));
    this.more.hidden = all.length <= bracketsShown;
    text(this.note, shown.length < all.length ? `${count(shown.length)} of ${plural(all.length, "bracket")}` : "");
    const here = this.place.children;
    if (shown.length !== here.length || shown.some((part, i) => here[i] !== part.element)) {
      this.place.replaceChildren(...shown.map(part => part.element));
    }
  }

  private fill(part: Part, trials: Standing[]): void {
    const { size } = part.bracket;
    part.isOver = trials.length >= (size ?? Infinity) && trials.every(each => ended.has(each.status));
    part.ladder.show(trials, Math.max(size ?? 0, trials.length));
    text(part.filled, size === undefined ? plural(trials.length, "trial")
      : `${count(trials.length)} / ${count(size)} trials${part.isOver ? ", done" : ""}`);
    set(part.element, { "data-empty": trials.length === 0 });
  }
}
