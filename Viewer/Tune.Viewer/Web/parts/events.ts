// What has happened and why, newest first, a page of it at a time.

import { get, name } from "../api.js";
import { fill, h, set, text, throttled } from "../dom.js";
import { moment } from "../format.js";
import { param, put, trialLink } from "../route.js";
import type { EventList, EventRow } from "../shapes.js";
import { choice } from "./controls.js";
import { whenSeen } from "./sight.js";

const pageSize = 50;
const rowsMax = 1000;
const kinds: [string, string][] = [
  ["", "everything"], ["decision", "decisions"], ["trial_ended,attempt_ended,trial_reopened", "ends"],
  ["attempt", "starts"], ["checkpoint,checkpoint_dropped,checkpoint_lost", "checkpoints"],
  ["created,extended,session,program,drain,left,paused,resumed,ended,slots", "experiment"],
  ["refused,checkpoint_lost", "refusals"],
];

export class EventsCard {
  readonly element: HTMLElement;
  private readonly list = h("ol", { class: "events" });
  private readonly more = h("button", { class: "button small", type: "button", hidden: true }, "Older ones");
  private readonly note = h("p", { class: "muted small" });
  private readonly ask: () => void;
  private kind = param("events") ?? "";
  private older: number | null = null;
  private newest = -1;
  private seen = false;
  private grown = false;

  constructor(
    private readonly experiment: string, private readonly signal: AbortSignal, private readonly trial?: number) {
    this.ask = throttled(2000, () => this.fetch(), signal);
    this.more.addEventListener("click", () => void this.fetchOlder());
    this.element = h("section", { class: "card events-card", "aria-busy": "true" },
      h("div", { class: "card-head" }, h("h2", {}, "Events"), h("div", { class: "grow" }),
        choice("Which events", kinds, this.kind, chosen => {
          this.kind = chosen;
          put({ events: chosen });
          this.newest = -1;
          this.grown = false;
          this.ask();
        })),
      h("div", { class: "events-place", tabindex: 0, role: "region", "aria-label": "Events" },
        this.list, this.note, this.more));
    whenSeen(this.element, () => {
      this.seen = true;
      this.ask();
    }, signal);
  }

  change(): void {
    // Who reads older ones is not thrown back to the top.
    if (this.seen && !this.grown) {
      this.ask();
    }
  }

  private page(before: number | null): Promise<EventList> {
    return get<EventList>(`experiments/${name(this.experiment)}/events?take=${pageSize}`
      + (before === null ? "" : `&before=${before}`) + (this.trial === undefined ? "" : `&trial=${this.trial}`)
      + (this.kind === "" ? "" : `&kind=${encodeURIComponent(this.kind)}`), this.signal);
  }

  private async fetch(): Promise<void> {
    const page = await this.page(null);
    set(this.element, { "aria-busy": null });
    const top = page.events[0]?.position ?? -1;
    if (top !== this.newest || this.list.children.length === 0) {
      this.newest = top;
      fill(this.list, ...page.events.map(each => this.row(each)));
    }

    this.say(page);
  }

  private async fetchOlder(): Promise<void> {
    this.grown = true;
    const page = await this.page(this.older);
    this.list.append(...page.events.map(each => this.row(each)));
    this.say(page);
  }

  private say(page: EventList): void {
    this.older = page.older ?? null;
    const isFull = this.list.children.length >= rowsMax;
    this.more.hidden = this.older === null || isFull;
    text(this.note, isFull ? "Older ones are in the export of the journal."
      : this.list.children.length > 0 ? ""
      : this.older === null ? "Nothing of this kind has happened."
      : "Nothing of this kind among the newest; look at older ones.");
  }

  private row(event: EventRow): HTMLElement {
    return h("li", { "data-kind": event.kind },
      h("time", { class: "muted tabular", datetime: event.at_utc }, moment(event.at_utc)),
      this.trial !== undefined ? null : event.trial === undefined ? h("span", { class: "event-who" })
        : h("a", { class: "event-who", href: trialLink(this.experiment, event.trial) }, `trial ${event.trial}`),
      h("span", { class: "event-says" }, event.says));
  }
}
