// What the API answers: the shapes of Tune.Client, as they are on the wire.

import type { ActDetail } from "./parts/acting/said.js";

export type Value = number | string | boolean | null | Value[];
export type Config = Record<string, Value>;
/** A number that JSON cannot hold comes as a text. */
export type Real = number | "NaN" | "Infinity" | "-Infinity";

export interface Server { version: string; store: string; role: string; can_act: boolean }

export interface Best { trial: number; value: Real; iteration?: number; config?: Config }

export interface Experiment {
  experiment: string; state: string; why: string; metric: string; mode: "Min" | "Max";
  trials: number; trials_max?: number; counts: Record<string, number>; reports: number; position: number;
  journal: string;
  best?: Best; created_utc: string; last_utc: string;
  title?: string; tags?: Record<string, string>; deleted_utc?: string; purge_utc?: string;
}

export interface ExperimentList { total: number; experiments: Experiment[] }

export interface Parameter {
  name: string; allowed: string; varied: boolean; numeric: boolean; always: boolean;
  kind: string; low?: number; high?: number; log?: boolean; step?: number; options?: Value[];
  when?: { parameter: string; values: Value[] }[];
}

export interface Bracket { bracket: number; rungs: number[]; size?: number }

export interface Detail {
  summary: Experiment; note?: string; trainable: string; searcher: string; scheduler: string; parameters: Parameter[];
  rungs: number[]; brackets: Bracket[]; metrics: string[]; further_objectives: { metric: string; mode: string }[];
  time_budget_seconds?: number; max_concurrent?: number; seed: number; max_iterations?: number; not_by_hand?: string;
  program?: { name: string; version: string; commit: string; host: string };
}

/** What the program offers to be submitted. */
export interface Template {
  template: string; description: string; trainable: string; metric: string; mode: "Min" | "Max"; searcher: string;
  scheduler: string; parameters: Parameter[]; trials?: number; time_budget_seconds?: number; seed: number;
  max_iterations?: number; max_concurrent?: number;
}

export interface Trial {
  trial: number; status: string; iteration: number; reports: number; attempts: number; failures: number;
  best?: Real; best_iteration: number; metrics: Record<string, Real>; feasible?: boolean; config: Config;
  best_config?: Config; why: string; error?: string; log?: string; used_seconds: number;
  started_utc?: string; last_utc?: string; bracket?: number;
  tags?: Record<string, string>; note?: string; by_hand?: boolean; deleted_utc?: string;
}

export interface TrialList { position: number; total: number; trials: Trial[] }

export interface Points {
  position: number; total: number; statuses: string[]; trials: number[]; status: number[];
  values: (Real | null)[]; iterations: number[]; seconds: (number | null)[];
  brackets?: number[];
}

export interface AuditRow {
  position: number; at_utc: string; who: string; via: string; act: string; trial?: number; detail: ActDetail;
}

export interface AuditList { total: number; entries: AuditRow[] }

export interface EventRow {
  position: number; at_utc: string; kind: string; trial?: number; attempt?: number; says: string;
}

export interface EventList { position: number; events: EventRow[]; older?: number }

export interface AttemptRow {
  trial: number; attempt: number; node: string; slot: number; slots: number; started_utc: string; ended_utc?: string;
  from_iteration: number; fate: string; why: string;
}

export interface AttemptList { position: number; trials: number; attempts: AttemptRow[] }

export interface Stretch { from: number; to: number; donor?: number; config: Config }

export interface Lineage { position: number; trials: { trial: number; stretches: Stretch[] }[] }

export interface LogPart { from: number; next: number; length: number; kept: boolean; text: string }

export interface Checkpoint { digest: string; bytes: number; iteration: number; best: boolean }

export interface Group {
  value: string; where: string; trials: number; best_trial?: number; best?: Real; mean?: Real;
}

export interface GroupList { position: number; groups: Group[]; others: number }

export interface Changes {
  experiment: string; since: number; position: number; journal: string; reset?: boolean; more?: boolean;
  reports_left_out: number; summary?: Experiment; trials: Trial[];
  reports: { trial: number; iteration: number; metrics: Record<string, Real> }[]; cut?: boolean;
}

export interface CurvePage { position: number; curves: Curve[] }

export interface Curve { trial: number; metric: string; xs: Float64Array; ys: Float64Array }

export function real(value: Real | null | undefined): number {
  return value === null || value === undefined ? NaN : Number(value);
}
