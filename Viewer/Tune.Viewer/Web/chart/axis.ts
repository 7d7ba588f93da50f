// An axis of a parameter or of an objective: where a value stands, and what is written at it.

import { Scale, type Tick } from "./scale.js";

export interface Parameter {
  name: string; allowed: string; low: number; high: number; log: boolean; whole: boolean; options?: string[];
}

export interface Axis {
  name: string;
  /** From 0 to 1; NaN for what cannot stand there. */
  place(value: number): number;
  /** What stands at a place. */
  value(place: number): number;
  ticks(room: number): Tick[];
  /** How far values that are the same may be spread, to each side. */
  spread: number;
  options: string[] | null;
}

const padding = 0.03;
const fewValues = 12;

export function axisOf(parameter: Parameter): Axis {
  const { name, low, high, log, whole, options } = parameter;
  if (options !== undefined) {
    return listed(name, options);
  }

  const scale = log ? Scale.over(Math.log10(low), Math.log10(high), true, padding)
    : Scale.over(low, high, false, padding);
  const few = whole && !log && high - low <= fewValues;
  return { ...over(name, scale, whole), spread: few ? 0.25 / Math.max(1, high - low) : 0 };
}

/** An axis over what was reached; with a bad side, what lies far out there is at its end. */
export function axisOver(name: string, low: number, high: number, isLog: boolean): Axis {
  return over(name, Scale.over(low, high, isLog, padding), false);
}

function over(name: string, scale: Scale, whole: boolean): Axis {
  return {
    name, spread: 0, options: null,
    place: value => scale.place(value),
    value: place => {
      const at = scale.low + place * (scale.high - scale.low);
      return scale.isLog ? 10 ** at : at;
    },
    ticks: room => scale.ticks(room, whole).filter(tick => tick.at >= -1e-9 && tick.at <= 1 + 1e-9),
  };
}

function listed(name: string, options: string[]): Axis {
  const count = options.length;
  return {
    name, options, spread: 0.28 / count,
    place: value => (value + 0.5) / count,
    value: place => Math.min(count - 1, Math.max(0, Math.floor(place * count))),
    ticks: room => {
      const every = Math.max(1, Math.ceil(count / Math.max(2, room)));
      return options.flatMap((label, i) => i % every === 0 ? [{ at: (i + 0.5) / count, label }] : []);
    },
  };
}
