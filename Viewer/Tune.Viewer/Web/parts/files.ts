// What a trial leaves behind: its attempts, what they printed, and its checkpoints.

import { base, get, name, Refused } from "../api.js";
import { fill, h, set, text, throttled } from "../dom.js";
import { count, duration, moment, plural } from "../format.js";
import type { AttemptList, AttemptRow, Checkpoint, LogPart, Trial } from "../shapes.js";
import { copyButton } from "./copy.js";
import { choice, offer } from "./controls.js";
import { whenSeen } from "./sight.js";
import { StateMark } from "./status.js";

const textMax = 400_000;
const tail = 64 * 1024;

/** The attempts and their fates, the newest first. */
export class AttemptsCard {
  readonly element: HTMLElement;
  readonly log: LogCard;
  private readonly list = h("ol", { class: "file-list", reversed: true });
  private readonly ask: () => void;
  private known = "";

  constructor(private readonly experiment: string, private readonly trial: number, private readonly signal: AbortSignal) {
    this.log = new LogCard(experiment, trial, signal);
    this.ask = throttled(1000, () => this.fetch(), signal);
    this.element = h("section", { class: "card" }, h("div", { class: "card-head" }, h("h2", {}, "Attempts")), this.list);
    this.list.append(h("li", { class: "muted" }, "It has not run yet."));
  }

  change(trial: Trial): void {
    const now = `${trial.attempts} ${trial.status}`;
    if (now !== this.known && trial.attempts > 0) {
      this.known = now;
      this.ask();
    }

    this.log.change();
  }

  private async fetch(): Promise<void> {
    const page = await get<AttemptList>(
      `experiments/${name(this.experiment)}/attempts?skip=${this.trial}&take=1`, this.signal);
    const all = page.attempts.toReversed();
    fill(this.list, ...all.map(each => row(each)));
    this.log.offer(all);
  }
}

function row(each: AttemptRow): HTMLElement {
  const end = each.ended_utc ? Date.parse(each.ended_utc) : Date.now();
  return h("li", {},
    h("span", { class: "number muted" }, each.attempt), new StateMark(each.fate).element,
    h("span", { class: "cut grow", title: each.why }, each.why),
    h("span", { class: "muted" }, each.slots > 1 ? `${each.node}, ${plural(each.slots, "slot")}` : `${each.node} / ${each.slot}`),
    h("span", { class: "muted tabular" }, each.from_iteration > 0 ? `from ${count(each.from_iteration)}` : ""),
    h("span", { class: "tabular", title: `started ${moment(each.started_utc)}` },
      duration((end - Date.parse(each.started_utc)) / 1000)));
}

/** What an attempt prints, as it prints it. */
class LogCard {
  readonly element: HTMLElement;
  private readonly text = h("pre", { class: "log", tabindex: 0, role: "log", "aria-live": "off", "aria-label": "Log" });
  private readonly note = h("span", { class: "muted small" });
  private readonly select: HTMLSelectElement;
  private attempt = 0;
  private next: number | null = null;
  private seen = false;
  private isRunning = false;
  private isAsking = false;

  constructor(private readonly experiment: string, private readonly trial: number, private readonly signal: AbortSignal) {
    this.select = choice("Attempt", [], "", chosen => this.look(Number(chosen)));
    this.element = h("section", { class: "card" },
      h("div", { class: "card-head" }, h("h2", {}, "Log"), this.note, h("div", { class: "grow" }), this.select,
        copyButton("Copy", () => this.text.textContent ?? "")),
      this.text);
    text(this.text, "Nothing was printed yet.");
    whenSeen(this.element, () => {
      this.seen = true;
      this.change();
    }, signal);
    const timer = setInterval(() => this.isRunning && !document.hidden && this.change(), 1000);
    signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  }

  offer(attempts: AttemptRow[]): void {
    const latest = attempts[0];
    if (latest !== undefined) {
      this.isRunning = latest.fate === "running";
      offer(this.select, attempts.map(each => [String(each.attempt), `attempt ${each.attempt}`]), String(latest.attempt));
      this.select.hidden = attempts.length < 2;
      if (latest.attempt !== this.attempt) {
        this.look(latest.attempt);
      }
    }
  }

  change(): void {
    if (this.seen && this.attempt > 0 && !this.isAsking) {
      void this.fetch();
    }
  }

  private look(attempt: number): void {
    [this.attempt, this.next] = [attempt, null];
    this.text.textContent = "";
    this.change();
  }

  private async fetch(): Promise<void> {
    const attempt = this.attempt;
    this.isAsking = true;
    try {
      const part = await get<LogPart>(
        `experiments/${name(this.experiment)}/trials/${this.trial}/attempts/${attempt}/log?`
        + (this.next === null ? `take=${tail}` : `from=${this.next}`), this.signal);
      if (attempt === this.attempt) {
        this.add(part);
      }
    } catch (problem) {
      if (problem instanceof Refused && this.next === null && attempt === this.attempt) {
        text(this.text, problem.message);
      }
    } finally {
      this.isAsking = false;
    }
  }

  private add(part: LogPart): void {
    if (!part.kept) {
      text(this.text, this.isRunning ? "Nothing was printed yet."
        : "There is no log of this attempt here: it printed nothing, or ran on another machine.");
      return;
    }

    const isAtEnd = this.text.scrollTop + this.text.clientHeight >= this.text.scrollHeight - 24;
    const begins = this.next === null;
    this.next = part.next;
    if (begins) {
      text(this.text, part.text);
      text(this.note, part.from > 0 ? `the last ${count(Math.round((part.next - part.from) / 1024))} kB` : "");
    } else if (part.text !== "") {
      const all = (this.text.textContent ?? "") + part.text;
      text(this.text, all.length > textMax ? all.slice(-textMax) : all);
    }

    // Who has scrolled up to read is left there.
    if (begins || isAtEnd) {
      this.text.scrollTop = this.text.scrollHeight;
    }
  }
}

/** The checkpoints that are held. */
export class CheckpointsCard {
  readonly element: HTMLElement;
  private readonly list = h("ul", { class: "file-list" });
  private readonly ask: () => void;

  constructor(private readonly experiment: string, private readonly trial: number, private readonly signal: AbortSignal) {
    this.ask = throttled(3000, () => this.fetch(), signal);
    this.element = h("section", { class: "card", hidden: true }, h("h2", {}, "Checkpoints"), this.list);
  }

  change(): void { this.ask(); }

  private async fetch(): Promise<void> {
    const path = `experiments/${name(this.experiment)}/trials/${this.trial}/checkpoints`;
    const { checkpoints } = await get<{ checkpoints: Checkpoint[] }>(path, this.signal);
    set(this.element, { hidden: checkpoints.length === 0 });
    fill(this.list, ...checkpoints.map(each => h("li", {},
      h("span", { class: "grow" }, `iteration ${count(each.iteration)}${each.best ? " · best" : ""}`,
        h("br"), h("span", { class: "digest", title: each.digest }, each.digest.slice(0, 12)),
        h("span", { class: "muted small" }, `  ${size(each.bytes)}`)),
      copyButton("Digest", () => each.digest),
      h("a", { class: "button small file-link", href: `${base}/api/v1/${path}/${each.digest}`, download: "" }, "Save"))));
  }
}

function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`;
}
