// What the server has found out, as it is on the wire, and which trials are chosen of it.

import type { Parameter } from "../../chart/axis.js";
import { param, put } from "../../route.js";
import type { Real } from "../../shapes.js";

export interface Objective { metric: string; mode: "Min" | "Max" }

export interface InsightData {
  position: number; total: number; parameters: Parameter[]; objectives: Objective[]; trials: number[];
  settings: (number | null)[][]; values: (Real | null)[][]; places: (number | null)[]; front: number[];
}

export interface Share { name: string; share: number; alone?: number; together?: number }

export interface Importance {
  method: "pedanova" | "fanova"; target: string; trials: number; top: number; explained?: number; left_out: string;
  parameters: Share[]; pairs: { first: string; second: string; share: number }[];
}

export interface SurfaceData { trials: number; first: string; second: string; across: number[]; up: number[]; mean: number[][] }

/** What is asked of a parameter or an objective: a stretch of numbers, or some of the options. */
export type Cut = { low: number; high: number } | { options: number[] };

export class Choice {
  /** Of how many in a hundred the best are wanted. */
  best: number;
  readonly parameters = new Map<string, Cut>();
  readonly objectives = new Map<string, Cut>();

  constructor() {
    const best = Number(param("best") ?? 100);
    this.best = best >= 1 && best <= 100 ? best : 100;
    for (const part of (param("cut") ?? "").split(";")) {
      const [, sign, name, low, high, options] = /^(=?)([^:]+):(?:(-?[\d.e+-]+)\.\.(-?[\d.e+-]+)|([\d,]+))$/.exec(part) ?? [];
      if (name !== undefined) {
        (sign === "=" ? this.objectives : this.parameters).set(decodeURIComponent(name), options !== undefined
          ? { options: options.split(",").map(Number) } : { low: Number(low), high: Number(high) });
      }
    }
  }

  get isEverything(): boolean { return this.best >= 100 && this.parameters.size + this.objectives.size === 0; }

  clear(): void {
    this.best = 100;
    this.parameters.clear();
    this.objectives.clear();
  }

  keep(): void {
    const said = (sign: string) => ([name, cut]: [string, Cut]) => `${sign}${encodeURIComponent(name)}:`
      + ("options" in cut ? cut.options.join(",") : `${cut.low}..${cut.high}`);
    put({
      best: this.best >= 100 ? null : String(this.best),
      cut: [...[...this.parameters].map(said("")), ...[...this.objectives].map(said("="))].join(";"),
    });
  }

  /** For each trial, whether it is chosen. */
  of(data: InsightData): boolean[] {
    const last = this.lastPlace(data);
    const cuts = [...data.parameters.map((each, i) => [this.parameters.get(each.name), data.settings[i]!] as const),
      ...data.objectives.map((each, i) => [this.objectives.get(each.metric), data.values[i]!] as const)];
    return data.trials.map((_, trial) => (this.best >= 100 || (data.places[trial] ?? Infinity) <= last)
      && cuts.every(([cut, column]) => cut === undefined || holds(cut, column[trial])));
  }

  private lastPlace(data: InsightData): number {
    const known = Math.max(-1, ...data.places.map(place => place ?? -1)) + 1;
    return Math.max(1, Math.ceil(known * this.best / 100)) - 1;
  }

  /** The same choice in the search language; null where it chooses everything. */
  where(data: InsightData): string | null {
    const parts: string[] = [];
    for (const [name, cut] of this.parameters) {
      const parameter = data.parameters.find(each => each.name === name);
      parts.push(condition(`params.${quoted(name)}`, cut, parameter?.options));
    }

    for (const [metric, cut] of this.objectives) {
      parts.push(condition(data.objectives.length === 1 ? "best" : `metrics.${quoted(metric)}`, cut, undefined));
    }

    if (this.best < 100) {
      parts.push(this.bestOf(data));
    }

    return parts.length === 0 ? null : parts.join(" AND ");
  }

  private bestOf(data: InsightData): string {
    const last = this.lastPlace(data);
    const chosen = data.trials.filter((_, trial) => (data.places[trial] ?? Infinity) <= last);
    if (data.objectives.length > 1) {
      return `trial IN (${chosen.slice(0, 500).join(", ")})`;
    }

    const worst = data.trials.findIndex((_, trial) => data.places[trial] === last);
    const value = worst < 0 ? undefined : data.values[0]![worst];
    return value === undefined || value === null ? `trial IN (${chosen.slice(0, 500).join(", ")})`
      : `best ${data.objectives[0]!.mode === "Min" ? "<=" : ">="} ${value}`;
  }
}

function holds(cut: Cut, value: Real | null | undefined): boolean {
  const number = value === null || value === undefined ? NaN : Number(value);
  return "options" in cut ? cut.options.includes(number) : number >= cut.low && number <= cut.high;
}

function condition(field: string, cut: Cut, options: string[] | undefined): string {
  return "options" in cut
    ? `${field} IN (${cut.options.map(each => literal(options?.[each] ?? String(each))).join(", ")})`
    : `${field} BETWEEN ${cut.low} AND ${cut.high}`;
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

// A name that is a word stands as it is.
const quoted = (name: string): string => /^[A-Za-z_][\w/]*$/.test(name) ? name
  : `\`${name.replaceAll("`", "``")}\``;
