// The table of trials: as many rows in the page as fit the screen, however many there are.

import { h, set, text, throttled } from "../dom.js";
import { count } from "../format.js";
import type { Key } from "../keys.js";
import { go, param, put, trialLink } from "../route.js";
import type { Changes, Detail } from "../shapes.js";
import { Refused } from "../api.js";
import { columnsOf, type Column, usual, varying } from "./columns.js";
import { choice, toggle } from "./controls.js";
import { Exports } from "./exports.js";
import { GroupsList } from "./groups.js";
import { picker } from "./picker.js";
import { asked, listed, unlisted } from "./asked.js";
import { Row, rowHeight } from "./row.js";
import { Search } from "./search.js";
import { Selection } from "./selection.js";
import { type Question, type TrialPages } from "./pages.js";
import { empty } from "./stat.js";
import { icon, statuses } from "./status.js";

const around = 8;

export class TrialTable {
  readonly element: HTMLElement;
  readonly keys: Key[];
  private readonly all: Column[];
  private columns: Column[] = [];
  private offsets: (number | null)[] = [];
  private layout = "";
  private shown: string[];
  private pinned = unlisted(param("pin"));
  private onlyVarying = param("varying") === "1";
  private by = param("group") ?? "";
  private readonly search: Search;
  private readonly exports: Exports;
  private readonly selection: Selection;
  private readonly groups: GroupsList;
  private readonly grid: HTMLElement;
  private readonly head = h("div", { class: "grid-row", role: "row" });
  private headers: HTMLElement[] = [];
  private readonly body = h("div", { class: "grid-body", role: "rowgroup" });
  private readonly none = h("div", { class: "grid-none", hidden: true });
  private readonly total = h("span", { class: "muted tabular" });
  private readonly chips: HTMLElement;
  private readonly chipOf = new Map<string, { button: HTMLButtonElement; number: HTMLElement }>();
  private readonly rows: Row[] = [];
  private readonly renew: () => void;
  private order: string;
  private descending: boolean;
  private chosenStatuses: string[];
  private where: string;
  private readonly isMax: boolean;
  private chosen = -1;
  private lastPicked = -1;
  private drawing = 0;
  private isRefused = false;

  constructor(
    private readonly experiment: string, detail: Detail, private readonly pages: TrialPages,
    private readonly signal: AbortSignal) {
    ({ order: this.order, descending: this.descending, statuses: this.chosenStatuses, where: this.where } = asked());
    this.all = columnsOf(detail);
    this.exports = new Exports(experiment);
    this.exports.set(this.question());
    this.selection = new Selection(experiment, () => this.draw());
    const chosen = unlisted(param("cols"));
    this.shown = chosen.length > 0 ? chosen : usual(this.all);
    this.isMax = detail.summary.mode === "Max";
    pages.changed = () => {
      if (this.onlyVarying) {
        this.lay();
      }

      this.draw();
    };
    pages.refused = problem => {
      this.isRefused = problem !== null;
      this.search.say(problem === null ? null
        : problem instanceof Refused ? problem.message : "The server does not answer.");
      if (this.isRefused) {
        this.pages.total = 0;
        this.draw();
      }
    };
    this.renew = throttled(2000, () => this.pages.renew(...this.range()), signal);
    this.grid = h("div", {
      class: "grid", role: "grid", tabindex: 0, "aria-label": "Trials", "aria-multiselectable": "true",
    },
      h("div", { class: "grid-head", role: "rowgroup" }, this.head), this.body);
    this.grid.addEventListener("scroll", () => this.draw());
    const size = new ResizeObserver(() => this.draw());
    size.observe(this.grid);
    signal.addEventListener("abort", () => size.disconnect(), { once: true });
    const { metric } = detail.summary;
    this.search = new Search(this.where, `Search, such as metrics.${metric} > 0.5`, where => this.searchFor(where));
    this.groups = new GroupsList(experiment, metric, where => this.searchFor(
      this.where === "" ? where : `(${this.where}) AND ${where}`), signal);
    this.chips = h("div", { class: "chips", role: "group", "aria-label": "Filter by status" });
    this.element = h("section", { class: "card flush table-card" },
      h("div", { class: "card-head" }, h("h2", {}, "Trials"), this.total, this.selection.element,
        h("div", { class: "grow" }), this.chips),
      h("div", { class: "card-head tools" }, this.search.input, h("div", { class: "grow" }), ...this.tools(detail)),
      this.search.problem, this.groups.element,
      h("div", { class: "grid-place" }, this.grid, this.none));
    this.keys = [
      { keys: ["/"], says: "Search trials", act: () => this.search.input.focus() },
      { keys: ["j", "ArrowDown"], says: "Next trial", act: () => this.choose(this.chosen + 1) },
      { keys: ["k", "ArrowUp"], says: "Previous trial", act: () => this.choose(this.chosen - 1) },
      { keys: ["Enter"], says: "Open it", act: () => this.open() },
      { keys: ["x"], says: "Select it, or no longer", act: () => this.pick() },
      { keys: ["c"], says: "Compare the selected trials", act: () => this.selection.compare() },
    ];
    this.lay();
    this.group();
    this.draw();
    // It was asked before there was anybody to say it to.
    if (pages.problem !== null) {
      pages.refused(pages.problem);
    }
  }

  private tools(detail: Detail): HTMLElement[] {
    const parameters = detail.parameters.filter(each => each.varied).map((each): [string, string] =>
      [`params.${each.name}`, `by ${each.name.split("/").at(-1)}`]);
    return [
      choice("Group", [["", "Not grouped"], ["status", "by status"], ...parameters], this.by, chosen => {
        this.by = chosen;
        put({ group: chosen });
        this.group();
      }),
      toggle("Only varying", "Leave out columns in which all trials here are alike", this.onlyVarying, on => {
        this.onlyVarying = on;
        put({ varying: on ? "1" : null });
        this.lay();
        this.draw();
      }),
      picker(() => this.all, () => ({ shown: this.shown, pinned: this.pinned }), ({ shown, pinned }) => {
        [this.shown, this.pinned] = [shown, pinned];
        const isUsual = shown.join() === usual(this.all).join();
        put({ cols: isUsual ? null : listed(shown), pin: pinned.length === 0 ? null : listed(pinned) });
        this.lay();
        this.draw();
      }),
      this.exports.element,
    ];
  }

  private group(): void {
    this.groups.show(this.by, this.where).catch((problem: unknown) => {
      this.groups.element.hidden = true;
      if (!this.signal.aborted) {
        console.warn(problem);
      }
    });
  }

  private searchFor(where: string): void {
    this.where = where;
    this.search.input.value = where;
    put({ where });
    this.group();
    this.askAnew();
  }

  /** Lays out the columns that are wanted, the pinned ones first. */
  private lay(): void {
    const wanted = this.all.filter((each, i) => i === 0 || this.shown.includes(each.key));
    const isPinned = (column: Column) => this.pinned.includes(column.key) || column === this.all[0];
    const pinned = wanted.filter(isPinned);
    const rest = wanted.filter(each => !isPinned(each));
    const columns = [...pinned, ...(this.onlyVarying ? varying(rest, this.pages.here) : rest)];
    const layout = `${columns.map(each => each.key).join("\n")}\n\n${pinned.length}`;
    if (layout === this.layout) {
      return;
    }

    this.layout = layout;
    this.columns = columns;
    this.offsets = columns.map((_, i) => i < pinned.length && this.pinned.length > 0
      ? columns.slice(0, i).reduce((sum, each) => sum + each.width, 0) : null);
    this.headers = columns.map((column, i) => this.pin(this.header(column), i));
    this.head.replaceChildren(...this.headers);
    this.rows.splice(0).forEach(row => row.element.remove());
    set(this.grid, { "aria-colcount": columns.length });
    // What is left of the width stands empty on the right: numbers far from their neighbours are hard to read.
    this.grid.style.setProperty("--columns", columns.map(each => `${each.width}px`).join(" "));
    this.grid.style.setProperty("--width", `${columns.reduce((sum, each) => sum + each.width, 0) + 16}px`);
    this.sorted();
  }

  private readonly pin = (cell: HTMLElement, index: number): HTMLElement => {
    const offset = this.offsets[index] ?? null;
    if (offset !== null) {
      cell.classList.add("pinned");
      cell.style.left = `${offset}px`;
    }

    return cell;
  };

  /** Asks again for what is looked at. */
  refresh(): void { this.renew(); }

  change(changes: Changes): void {
    const isPlain = this.order === "number" && !this.descending && this.chosenStatuses.length === 0
      && this.where === "";
    if (!this.pages.patch(changes) || !isPlain) {
      this.renew();
    }

    this.draw();
  }

  setCounts(counts: Record<string, number>): void {
    for (const status of statuses) {
      let chip = this.chipOf.get(status);
      const number = counts[status] ?? 0;
      if (chip === undefined && (number > 0 || this.chosenStatuses.includes(status))) {
        chip = this.chip(status);
        this.chipOf.set(status, chip);
        this.chips.replaceChildren(...statuses.flatMap(each => this.chipOf.get(each)?.button ?? []));
      }

      if (chip !== undefined) {
        text(chip.number, count(number));
      }
    }
  }

  private question(): Question {
    return { order: this.order, descending: this.descending, statuses: this.chosenStatuses, where: this.where };
  }

  private chip(status: string): { button: HTMLButtonElement; number: HTMLElement } {
    const number = h("span", { class: "number" });
    const button = h("button", {
      class: "chip", type: "button", "aria-pressed": String(this.chosenStatuses.includes(status)),
    }, icon(status), h("span", {}, status.toLowerCase()), number);
    button.addEventListener("click", () => {
      const on = this.chosenStatuses.includes(status);
      this.chosenStatuses = on ? this.chosenStatuses.filter(each => each !== status) : [...this.chosenStatuses, status];
      set(button, { "aria-pressed": String(!on) });
      put({ status: this.chosenStatuses.join(",") });
      this.askAnew();
    });
    return { button, number };
  }

  private header(column: Column): HTMLElement {
    const words = h("span", { class: "cut" }, column.title);
    const kind = `grid-cell ${column.isNumber ? "number" : ""}`;
    return column.order === null ? h("div", { class: kind, role: "columnheader", title: column.says }, words)
      : h("div", { class: kind, role: "columnheader" },
        h("button", {
          class: "sort", type: "button", title: `${column.says}: sort`, click: () => this.sortBy(column.order!),
        }, words, h("span", { class: "arrow", "aria-hidden": "true" })));
  }

  private sortBy(order: string): void {
    // First the way that is usually wanted: numbers up, and the best of the objective on top.
    this.descending = this.order === order ? !this.descending : order === "best" && this.isMax;
    this.order = order;
    put({ sort: order === "number" ? null : order, desc: this.descending ? "1" : null });
    this.sorted();
    this.askAnew();
  }

  private sorted(): void {
    this.headers.forEach((header, i) => set(header, {
      "aria-sort": this.columns[i]!.order !== this.order ? null : this.descending ? "descending" : "ascending",
    }));
  }

  private askAnew(): void {
    this.pages.ask(this.question());
    this.exports.set(this.question());
    this.lastPicked = -1;
    this.grid.scrollTop = 0;
    this.chosen = -1;
    this.pages.need(0, 0);
    this.draw();
  }

  private range(): [number, number] {
    const first = Math.max(0, Math.floor(this.grid.scrollTop / rowHeight) - around);
    const last = Math.ceil((this.grid.scrollTop + this.grid.clientHeight) / rowHeight) + around;
    return [first, Math.max(first, Math.min(last, this.pages.total - 1))];
  }

  private draw(): void {
    if (this.drawing === 0) {
      this.drawing = requestAnimationFrame(() => {
        this.drawing = 0;
        this.drawNow();
      });
    }
  }

  private drawNow(): void {
    const total = this.pages.total;
    text(this.total, count(total));
    set(this.grid, { "aria-rowcount": total + 1 });
    this.body.style.height = `${Math.max(total * rowHeight, 1)}px`;
    this.grid.style.setProperty("--rows", String(total));
    this.none.hidden = total > 0;
    if (total === 0) {
      this.none.replaceChildren(this.isRefused
        ? empty("The search cannot be read", "What is wrong with it stands above.")
        : this.chosenStatuses.length > 0 || this.where !== ""
        ? empty("No trial is like that", "Take a status or a part of the search out above.")
        : empty("No trial yet", "They appear as the searcher proposes them, usually within a second."));
    }

    const [first, last] = this.range();
    const shown = total === 0 ? 0 : last - first + 1;
    if (total > 0) {
      this.pages.need(first, last);
    }

    while (this.rows.length < shown) {
      const row = new Row(this.columns, this.experiment, this.pin);
      this.rows.push(row);
      this.body.append(row.element);
      row.box.addEventListener("click", event => this.pickTo(row.index, row.box.checked, event.shiftKey));
      row.element.addEventListener("click", event => {
        if (!(event.target as Element).closest("a, label") && getSelection()?.isCollapsed !== false) {
          this.chosen = row.index;
          this.open();
        }
      });
    }

    this.rows.forEach((row, i) => {
      // Each row of the page keeps its place in the list while the list moves under it.
      const size = this.rows.length;
      const index = first + (((i - first) % size) + size) % size;
      const trial = index <= last && index < total ? this.pages.at(index) : null;
      row.set(index, trial, index === this.chosen, trial ? this.selection.has(trial.trial) : false);
    });
    this.grid.classList.toggle("picking", !this.selection.isEmpty);
    const isShown = this.chosen >= first && this.chosen <= last;
    set(this.grid, { "aria-activedescendant": isShown ? `row-${this.chosen}` : null });
  }

  private choose(index: number): void {
    if (this.pages.total === 0) {
      return;
    }

    this.chosen = Math.max(0, Math.min(this.pages.total - 1, index));
    const [top, high] = [this.chosen * rowHeight, this.grid.clientHeight - rowHeight];
    if (top < this.grid.scrollTop) {
      this.grid.scrollTop = top;
    } else if (top + rowHeight > this.grid.scrollTop + high) {
      this.grid.scrollTop = top + rowHeight - high;
    }

    this.grid.focus({ preventScroll: false });
    this.draw();
  }

  private open(): void {
    const trial = this.chosen < 0 ? undefined : this.pages.at(this.chosen);
    if (trial !== undefined) {
      go(trialLink(this.experiment, trial.trial));
    }
  }

  private pick(): void {
    if (this.chosen < 0) {
      this.choose(0);
    }

    const trial = this.pages.at(this.chosen);
    if (trial !== undefined) {
      this.pickTo(this.chosen, !this.selection.has(trial.trial), false);
    }
  }

  /** With shift, all between the one before and this one. */
  private pickTo(index: number, on: boolean, stretch: boolean): void {
    const from = stretch && this.lastPicked >= 0 ? Math.min(this.lastPicked, index) : index;
    const to = stretch ? Math.max(this.lastPicked, index) : index;
    const trials: number[] = [];
    for (let i = from; i <= to; i++) {
      trials.push(...(this.pages.at(i) ? [this.pages.at(i)!.trial] : []));
    }

    this.lastPicked = index;
    this.selection.set(trials, on);
  }
}
