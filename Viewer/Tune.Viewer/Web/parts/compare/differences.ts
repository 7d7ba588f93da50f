// What the compared trials have in common and what they do not: one row for each thing, one column for each trial.

import { swatch } from "../../chart/overlay.js";
import { h } from "../../dom.js";
import { count, duration, short } from "../../format.js";
import { trialLink } from "../../route.js";
import type { Detail, Trial, Value } from "../../shapes.js";
import { real } from "../../shapes.js";
import { shown } from "../config.js";

interface Row { name: string; says: string; texts: string[]; exact: string[]; best: boolean[]; differs: boolean }

const columnsMax = 40;

export interface Table { element: HTMLElement; same: number; different: number }

export function differences(
  experiment: string, detail: Detail, all: Trial[], inks: Map<number, string>, showAll: boolean): Table {
  const trials = all.slice(0, columnsMax);
  const parameters = detail.parameters.map(parameter => row(
    parameter.name, parameter.allowed, trials, trial => trial.config[parameter.name]));
  const results = resultRows(detail, trials);
  const different = parameters.filter(each => each.differs);
  const kept = showAll ? [...different, ...parameters.filter(each => !each.differs)] : different;
  const head = h("tr", {}, h("td", {}), ...trials.map(trial => h("th", { scope: "col" },
    h("a", { class: "diff-trial", href: trialLink(experiment, trial.trial) },
      swatch(inks.get(trial.trial) ?? "none"), `Trial ${trial.trial}`))));
  const lines = (title: string, rows: Row[]) => rows.length === 0 ? [] : [
    h("tr", { class: "diff-part" }, h("th", { scope: "rowgroup" }, title),
      h("td", { colspan: trials.length })),
    ...rows.map(each => h("tr", { class: each.differs ? "differs" : "same" },
      h("th", { scope: "row", class: "cut", title: each.says }, each.name),
      ...each.texts.map((said, i) => h("td", { class: each.best[i] ? "diff-best" : "", title: each.exact[i] },
        said === "" ? h("span", { class: "muted" }, "–") : said)))),
  ];
  return {
    element: h("div", { class: "diff-scroll", tabindex: 0, role: "region", "aria-label": "Differences" },
      h("table", { class: "diff" }, h("thead", {}, head),
        h("tbody", {}, ...lines("Parameters", kept), ...lines("Results", results))),
      all.length > columnsMax && h("p", { class: "muted small diff-more" },
        `The first ${columnsMax} of ${all.length} trials.`)),
    same: parameters.length - different.length, different: different.length,
  };
}

function resultRows(detail: Detail, trials: Trial[]): Row[] {
  const { metric, mode } = detail.summary;
  const values = trials.map(trial => real(trial.best));
  const best = mode === "Min" ? Math.min(...values.filter(Number.isFinite))
    : Math.max(...values.filter(Number.isFinite));
  const plain = (name: string, says: string, of: (trial: Trial) => string): Row =>
    ({ name, says, texts: trials.map(of), exact: [], best: [], differs: true });
  return [
    {
      name: `best ${metric}`, says: `Best ${metric}`, texts: values.map(value => short(value, 6)),
      exact: values.map(String), best: values.map(value => value === best), differs: true,
    },
    plain("status", "Where it stands", trial => trial.status.toLowerCase()),
    plain("iteration", "Units of training done", trial => count(trial.iteration)),
    plain("duration", "How long its attempts ran", trial => duration(trial.attempts === 0 ? NaN : trial.used_seconds)),
    ...detail.metrics.map(each => plain(`last ${each}`, `Last ${each}`, trial =>
      each in trial.metrics ? short(real(trial.metrics[each]), 5) : "")),
  ];
}

function row(name: string, says: string, trials: Trial[], of: (trial: Trial) => Value | undefined): Row {
  const exact = trials.map(trial => JSON.stringify(of(trial) ?? null));
  return {
    name, says, texts: trials.map(trial => shown(of(trial))), exact, best: [],
    differs: new Set(exact).size > 1,
  };
}
