// Free-standing runs and models, as they are on the wire.

import type { Real } from "../../shapes.js";

export interface Collection {
  collection: number; name: string; runs: number; running: number; created_utc: string; last_utc?: string;
  tags: Record<string, string>;
}

export interface Run {
  run: string; collection: number; name: string; user: string; status: string; started_utc: string; ended_utc?: string;
  parameters: Record<string, string>; metrics: Record<string, Real>; tags: Record<string, string>; models: string[];
}

export interface RunList { collection: Collection; total: number; runs: Run[] }

export interface RunMetric { metric: string; total: number; steps: number[]; values: Real[]; seconds: number[] }

export interface Artifact { path: string; folder: boolean; bytes: number; digest: string }

export interface Version {
  version: number; created_utc: string; note: string; stage: string; tags: Record<string, string>; source: string;
  run?: string; collection?: number; experiment?: string; trial?: number; checkpoint?: string;
}

export interface Model {
  name: string; note: string; created_utc: string; changed_utc: string; aliases: Record<string, number>;
  tags: Record<string, string>; version_count: number; versions: Version[];
}

export function bytes(size: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3));
  const number = size / 1000 ** power;
  return `${number >= 100 || power === 0 ? number.toFixed(0) : number.toFixed(1)} ${units[power]}`;
}
