// More trials, more time.

import { h } from "../../dom.js";
import { count, duration } from "../../format.js";
import type { Detail } from "../../shapes.js";
import { field } from "./field.js";
import { Wrong } from "./problem.js";
import { type Done, pathOf, send } from "./send.js";
import { sheet } from "./sheet.js";

const units: Record<string, number> = { s: 1, min: 60, h: 3600, d: 86400 };

/** Seconds of a text such as "2 h 30 min"; NaN where it is none. */
export function secondsOf(text: string): number {
  const words = text.trim().toLowerCase();
  const parts = [...words.matchAll(/(\d+(?:\.\d+)?)\s*(s|min|h|d)(?![a-z])/g)];
  return parts.length === 0 || words.replace(/(\d+(?:\.\d+)?)\s*(s|min|h|d)(?![a-z])/g, "").trim() !== "" ? NaN
    : parts.reduce((sum, [, number, unit]) => sum + Number(number) * units[unit!]!, 0);
}

export function extend(detail: Detail): Promise<Done | null> {
  const { experiment, trials_max: most } = detail.summary;
  const budget = detail.time_budget_seconds;
  const trials = h("input", {
    class: "field", type: "text", inputmode: "numeric", autocomplete: "off", "data-field": "Trials",
    value: most ?? "",
  });
  const time = h("input", {
    class: "field", type: "text", autocomplete: "off", "data-field": "TimeBudget",
    value: budget === undefined ? "" : duration(budget),
  });
  return sheet({
    title: `Extend ${experiment}`,
    says: "It goes on until it has come to the new end. One that is paused stays so.",
    body: [
      most !== undefined && field("Trials in all", `${count(most)} now; those added by hand come on top`, trials),
      budget !== undefined && field("Time in all", `${duration(budget)} now; such as 90 min or 2 h 30 min`, time),
    ],
    yes: "Extend",
    act: async key => {
      const more = { ...wantedTrials(trials.value, most), ...wantedTime(time.value, budget) };
      if (Object.keys(more).length === 0) {
        throw new Wrong(most === undefined ? "TimeBudget" : "Trials", "That is what there is now; give it more.");
      }

      return send("POST", `${pathOf(experiment)}/extend`, key, more);
    },
  });
}

function wantedTrials(text: string, now: number | undefined): { trials?: number } {
  const wanted = text.trim() === "" ? now : Number(text.replace(/[\s\u202f]/g, ""));
  if (wanted !== undefined && (!Number.isInteger(wanted) || wanted < now!)) {
    throw new Wrong("Trials", `Trials in all must be a whole number of ${count(now!)} or more.`);
  }

  return wanted === undefined || wanted === now ? {} : { trials: wanted };
}

function wantedTime(text: string, now: number | undefined): { time_budget_seconds?: number } {
  if (now === undefined || text.trim() === "" || text === duration(now)) {
    return {};
  }

  const wanted = secondsOf(text);
  if (!(wanted >= now)) {
    throw new Wrong("TimeBudget", `Time in all must be ${duration(now)} or more, such as 90 min or 2 h 30 min.`);
  }

  return { time_budget_seconds: wanted };
}
