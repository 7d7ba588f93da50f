// What the table of trials shows: never everything, only what tells trials apart.

import { count, duration, short } from "../format.js";
import type { Detail, Trial } from "../shapes.js";
import { real } from "../shapes.js";
import { shown } from "./config.js";

export interface Column {
  /** What it is called in the address: what the server sorts by, or its name. */
  key: string;
  title: string;
  says: string;
  /** What the server sorts by; null where it does not. */
  order: string | null;
  width: number;
  isNumber: boolean;
  of: (trial: Trial) => string;
}

const column = (
  title: string, says: string, order: string | null, width: number, of: (trial: Trial) => string, isNumber = true):
  Column => ({ key: order ?? title.toLowerCase(), title, says, order, width, isNumber, of });

/** So many metrics are shown unless others are chosen. */
const metricsMax = 10;

/** What is shown where nothing was chosen. */
export const usual = (columns: Column[]): string[] => {
  const metrics = columns.filter(each => each.key.startsWith("metrics."));
  return columns.filter(each => !metrics.includes(each) || metrics.indexOf(each) < metricsMax).map(each => each.key);
};

/** Columns in which the trials that are here differ. */
export function varying(columns: Column[], trials: Trial[]): Column[] {
  return trials.length < 2 ? columns : columns.filter(column =>
    column.key === "status" || trials.some(trial => column.of(trial) !== column.of(trials[0]!)));
}

export function columnsOf(detail: Detail): Column[] {
  const { metric } = detail.summary;
  return [
    column("#", "Number of the trial", "number", 88, trial => String(trial.trial)),
    column("Status", "Where it stands", null, 116, trial => trial.status.toLowerCase(), false),
    column(metric, `Best ${metric}`, "best", 108,
      trial => short(real(trial.best), 5)),
    column("Iteration", "Units of training done", "iteration", 96, trial => count(trial.iteration)),
    ...(detail.brackets.length === 0 ? [] : [column(
      "Bracket", "Which ladder of rungs it climbs", null, 84, trial => String(trial.bracket ?? ""))]),
    column("Duration", "How long its attempts ran", "duration", 100, trial => duration(secondsOf(trial))),
    ...detail.parameters.filter(parameter => parameter.varied).map(parameter => column(
      parameter.name.split("/").at(-1)!, `Parameter ${parameter.name}: ${parameter.allowed}`,
      `params.${parameter.name}`, 108, trial => shown(trial.config[parameter.name]), parameter.numeric)),
    ...detail.metrics.filter(each => each !== metric).map(each => column(
      each, `Last ${each}`, `metrics.${each}`, 104, trial => short(real(trial.metrics[each]), 5))),
  ];
}

function secondsOf(trial: Trial): number {
  return trial.status === "Running" && trial.attempts === 1 && trial.started_utc
    ? Math.max(0, (Date.now() - Date.parse(trial.started_utc)) / 1000)
    : trial.attempts === 0 ? NaN : trial.used_seconds;
}
