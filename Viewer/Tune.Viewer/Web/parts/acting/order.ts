// The fields of an experiment that is asked for: what it is like is filled in, and only what is otherwise is sent.

import { type Child, h, set } from "../../dom.js";
import { duration, short } from "../../format.js";
import { secondsOf } from "./extend.js";
import { field } from "./field.js";
import { Wrong } from "./problem.js";

/** What it is like. */
export interface Like {
  trials?: number; time_budget_seconds?: number; seed: number; max_iterations?: number; max_concurrent?: number;
  metric: string; mode: "Min" | "Max";
}

type Body = Record<string, string | number | string[] | Record<string, string>>;

interface Entry {
  /** As the server calls it; the input has the name that its messages have. */
  name: string;
  input: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
  /** What stands there of what it is like; empty for nothing. */
  of: (like: Like) => string;
  /** What is sent of what was typed. */
  read: (typed: string) => Body[string];
  place: HTMLElement;
}

const none = (): string => "";
const asIs = (typed: string): string => typed;

export class Order {
  readonly main: HTMLElement;
  readonly more: HTMLElement;
  private readonly entries: Entry[];
  private readonly before = new Map<Entry, string>();

  constructor() {
    const name = this.entry("name", "Name", "left empty, a free one is found", line("Name"), none, asIs);
    const trials = this.entry("trials", "Trials", "in all", line("Trials", "numeric"),
      like => text(like.trials), typed => whole("Trials", typed, 1));
    const time = this.entry("time_budget_seconds", "Time", "such as 90 min or 2 h 30 min", line("TimeBudget"),
      like => like.time_budget_seconds === undefined ? "" : duration(like.time_budget_seconds), seconds);
    const most = this.entry("max_iterations", "Longest trial", "in iterations", line("MaxIterations", "numeric"),
      like => text(like.max_iterations), typed => whole("MaxIterations", typed, 1));
    const atOnce = this.entry("max_concurrent", "At once", "trials, at most", line("MaxConcurrent", "numeric"),
      like => text(like.max_concurrent), typed => whole("MaxConcurrent", typed, 1));
    const seed = this.entry("seed", "Seed", "0 or more", line("Seed", "numeric"),
      like => Number.isSafeInteger(like.seed) ? String(like.seed) : "", typed => whole("Seed", typed, 0));
    const metric = this.entry("metric", "Metric", "what is optimised", line("Metric"), like => like.metric, asIs);
    const mode = this.entry("mode", "Direction", "", h("select", { class: "field", "data-field": "Mode" },
      h("option", { value: "Max" }, "higher is better"), h("option", { value: "Min" }, "lower is better")),
      like => like.mode, asIs);
    const warm = this.entry("warm_start", "Begin with", "finished experiments, by name", line("WarmStart"), none,
      typed => listed(typed, /[\s,]+/));
    const title = this.entry("title", "Title", "what it is shown as", line("Title"), none, asIs);
    const tags = this.entry("tags", "Tags", "one a line, as team=vision", area("Tags"), none,
      typed => Object.fromEntries(listed(typed, /\n/).map(tagOf)));
    const note = this.entry("note", "Note", "", area("Note"), none, asIs);
    this.entries = [name, trials, time, most, atOnce, seed, metric, mode, warm, title, tags, note];
    name.place.classList.add("wide");
    this.main = fields(name, trials, time, most, atOnce);
    this.more = fields(seed, warm, metric, mode, title, tags, note);
    tags.place.classList.add("wide");
    note.place.classList.add("wide");
  }

  /** Fills in what it is like; what was typed over what was there before stays. */
  fill(like: Like, name: string): void {
    for (const entry of this.entries) {
      const { input, place } = entry;
      const is = entry.of(like);
      if (input.value === (this.before.get(entry) ?? (input.tagName === "SELECT" ? input.value : ""))) {
        input.value = is;
      }

      this.before.set(entry, is);
      if (input.tagName !== "SELECT") {
        set(input, { placeholder: entry.name === "name" ? name : is || standing[entry.name] });
      }

      // A scheduler without such an option takes none.
      place.hidden = entry.name === "max_iterations" && like.max_iterations === undefined;
    }
  }

  /** What is to be otherwise. What is empty is as it is there. */
  changes(): Body {
    const body: Body = {};
    for (const entry of this.entries.filter(each => !each.place.hidden)) {
      const typed = entry.input.value.trim();
      if (typed !== "" && typed !== this.before.get(entry)) {
        body[entry.name] = entry.read(typed);
      }
    }

    return body;
  }

  private entry(
    name: string, says: string, hint: string, input: Entry["input"], of: Entry["of"], read: Entry["read"]): Entry {
    return { name, input, of, read, place: field(says, hint, input) };
  }
}

// What is true where nothing stands.
const standing: Record<string, string> = {
  trials: "no limit", time_budget_seconds: "no limit", max_concurrent: "as many as there is room for",
  warm_start: "nothing",
};

const fields = (...entries: { place: Child }[]): HTMLElement =>
  h("div", { class: "sheet-fields" }, ...entries.map(each => each.place));

const text = (value: number | undefined): string => value === undefined ? "" : String(value);

const line = (name: string, mode?: string): HTMLInputElement => h("input", {
  class: "field", type: "text", inputmode: mode, autocomplete: "off", spellcheck: "false", "data-field": name,
});

const area = (name: string): HTMLTextAreaElement =>
  h("textarea", { class: "field", rows: 2, "data-field": name, spellcheck: name === "Note" ? "true" : "false" });

function whole(name: string, typed: string, least: number): number {
  const number = Number(typed.replace(/[\s\u202f]/g, ""));
  if (!Number.isSafeInteger(number) || number < least) {
    throw new Wrong(name, `“${typed}” is no whole number from ${least} to ${short(Number.MAX_SAFE_INTEGER, 2)}.`);
  }

  return number;
}

function seconds(typed: string): number {
  const number = secondsOf(typed);
  if (!(number > 0)) {
    throw new Wrong("TimeBudget", `“${typed}” is no time, such as 90 min or 2 h 30 min.`);
  }

  return number;
}

const listed = (typed: string, between: RegExp): string[] =>
  typed.split(between).map(each => each.trim()).filter(each => each !== "");

function tagOf(typed: string): [string, string] {
  const at = typed.indexOf("=");
  return at < 0 ? [typed, ""] : [typed.slice(0, at).trim(), typed.slice(at + 1).trim()];
}
