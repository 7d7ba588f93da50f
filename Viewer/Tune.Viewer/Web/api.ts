// Asks the server. Every failure is one of three: it does not answer, it does not know us, or it says what is wrong.

import type { Curve, CurvePage } from "./shapes.js";

export const base = document.documentElement.dataset["base"] ?? "";

export class Unreachable extends Error {}
export class Unknown extends Error {}
export class Refused extends Error {
  constructor(readonly status: number, message: string) { super(message); }
}

type Listener = (state: "answered" | "unreachable" | "unknown") => void;
let listener: Listener = () => {};

export function onAnswer(heard: Listener): void { listener = heard; }

export async function ask(path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(`${base}/api/v1/${path}`, { credentials: "same-origin", ...init });
  } catch (problem) {
    if (init.signal?.aborted) {
      throw problem;
    }

    listener("unreachable");
    throw new Unreachable("The server does not answer.");
  }

  if (answer.status === 401) {
    listener("unknown");
    throw new Unknown("This browser has no session here.");
  }

  listener("answered");
  if (!answer.ok) {
    throw new Refused(answer.status, await explain(answer));
  }

  return answer;
}

async function explain(answer: Response): Promise<string> {
  try {
    const said = (await answer.json()) as { detail?: string; message?: string };
    return said.detail ?? said.message ?? answer.statusText;
  } catch {
    return answer.statusText;
  }
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await ask(path, signal ? { signal } : {})).json()) as T;
}

/** The same of the API that MLflow's clients speak. */
export const getMlflow = async <T>(call: string, signal: AbortSignal): Promise<T> =>
  get<T>(`../2.0/mlflow/${call}`, signal);

export const name = (experiment: string): string => encodeURIComponent(experiment);

/** Trials by number, as the API takes them: stretches where they follow each other. */
export function stretches(numbers: number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length;) {
    let last = i;
    while (last + 1 < sorted.length && sorted[last + 1] === sorted[last]! + 1) {
      last++;
    }

    parts.push(last === i ? `${sorted[i]}` : `${sorted[i]}-${sorted[last]}`);
    i = last + 1;
  }

  return parts.join(",");
}

const curveType = "application/vnd.tunenet.curves";

/** Metrics as the API takes them: each by itself, for a name may have a comma. */
export const metricQuery = (metrics: string[]): string =>
  metrics.map(metric => `metric=${encodeURIComponent(metric)}`).join("&");

/** Many curves in one answer, as bytes: the layout is in CurveBytes.cs of the server. */
export async function curves(
  experiment: string, metrics: string[], trials: number[], width: number, signal: AbortSignal): Promise<CurvePage> {
  if (trials.length === 0 || metrics.length === 0) {
    return { position: 0, curves: [] };
  }

  const query = `${metricQuery(metrics)}&trials=${stretches(trials)}&width=${width}`;
  const answer = await ask(
    `experiments/${name(experiment)}/curves?${query}`, { signal, headers: { Accept: curveType } });
  return read(await answer.arrayBuffer());
}

function read(bytes: ArrayBuffer): CurvePage {
  const view = new DataView(bytes);
  const letters = new TextDecoder();
  if (letters.decode(new Uint8Array(bytes, 0, 4)) !== "TNC2") {
    throw new Refused(500, "The curves came in a form that this page does not know; load it again.");
  }

  let at = 16;
  const int = () => { at += 4; return view.getInt32(at - 4, true); };
  const all = Array.from({ length: view.getInt32(12, true) }, (): Curve => {
    const trial = int();
    const length = int();
    const metric = letters.decode(new Uint8Array(bytes, at, length));
    at += (length + 3) & ~3;
    const count = int();
    const xs = Float64Array.from(new Int32Array(bytes, at, count));
    at += 4 * count;
    // Copied: they do not begin where a list of eight-byte numbers may.
    const ys = new Float64Array(bytes.slice(at, at + 8 * count));
    at += 8 * count;
    return { trial, metric, xs, ys };
  });
  return { position: Number(view.getBigInt64(4, true)), curves: all };
}
