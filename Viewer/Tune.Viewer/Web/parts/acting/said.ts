// What was done by hand, as a sentence.

import { duration, plural } from "../../format.js";
import type { Config } from "../../shapes.js";
import { secondsOfSpan } from "./span.js";

export interface ActDetail {
  trials?: number; timeBudget?: string; config?: Config; set?: Record<string, string>; remove?: string[];
  note?: string; title?: string; trial?: number;
}

const plain: Record<string, string> = {
  "pause": "paused it", "resume": "resumed it", "stop": "stopped it", "stop-trial": "stopped the trial",
};

export function sayAct(act: string, detail: ActDetail): string {
  const it = detail.trial === undefined ? "the experiment" : "the trial";
  return act === "extend" ? `extended it to ${[
      detail.trials === undefined ? "" : plural(detail.trials, "trial"),
      detail.timeBudget === undefined ? "" : duration(secondsOfSpan(detail.timeBudget)),
    ].filter(each => each !== "").join(" and ")}`
    : act === "enqueue" ? `added a trial with ${listed(detail.config ?? {}) || "everything drawn"}`
    : act === "annotate" ? written(detail)
    : act === "delete" ? `deleted ${it}`
    : act === "restore" ? `restored ${it}`
    : plain[act] ?? act;
}

function written({ set = {}, remove = [], note, title }: ActDetail): string {
  return [
    title === undefined ? "" : title === "" ? "removed the title" : `called it “${title}”`,
    note === undefined ? "" : note === "" ? "removed the note" : `noted “${cut(note)}”`,
    Object.keys(set).length === 0 ? "" : `tagged it ${listed(set)}`,
    remove.length === 0 ? "" : `removed the tag ${remove.join(", ")}`,
  ].filter(each => each !== "").join("; ");
}

const cut = (text: string): string => text.length <= 120 ? text : `${text.slice(0, 119)}…`;

const listed = (all: object): string => cut(Object.entries(all)
  .map(([name, value]) => value === "" ? name : `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
  .join(", "));
