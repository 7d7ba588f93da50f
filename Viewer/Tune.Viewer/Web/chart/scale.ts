// Axes: where a value stands, and which round numbers are marked.

import { short } from "../format.js";

export interface Tick { at: number; label: string }

const decadesMax = 7;

/** An axis over some values; positions of a log axis are decimal logarithms. */
export class Scale {
  private constructor(readonly isLog: boolean, readonly low: number, readonly high: number) {}

  static over(low: number, high: number, isLog: boolean, padding: number): Scale {
    if (!(high >= low)) {
      return new Scale(isLog, 0, 1);
    }

    const size = Math.max(Math.abs(low), Math.abs(high));
    const room = high - low > size * 1e-9 ? (high - low) * padding : isLog ? 0.1 : Math.max(size * 0.05, 1e-3);
    return new Scale(isLog, low - room, high + room);
  }

  /** From 0 at the lower end to 1; NaN for what cannot stand anywhere. */
  place(value: number): number {
    const at = this.isLog ? (value > 0 ? Math.log10(value) : NaN) : value;
    return (at - this.low) / (this.high - this.low);
  }

  /** About so many ticks. */
  ticks(room: number, wholeOnly = false): Tick[] {
    const count = Math.max(2, Math.floor(room));
    if (!this.isLog) {
      return even(this.low, this.high, count, wholeOnly);
    }

    const majors = this.majors();
    return majors.map(at => ({ at: (at - this.low) / (this.high - this.low), label: short(10 ** at, 3) }));
  }

  private majors(): number[] {
    const decades = this.steps([1]);
    if (decades.length > decadesMax) {
      const every = Math.ceil(decades.length / decadesMax);
      return decades.filter(decade => Math.round(decade) % every === 0);
    }

    if (decades.length > 2) {
      return decades;
    }

    const finer = this.steps([1, 2, 5]);
    return finer.length >= 2 ? finer
      : steps(10 ** this.low, 10 ** this.high, 4).filter(value => value > 0).map(Math.log10);
  }

  private steps(multiples: number[]): number[] {
    const found: number[] = [];
    for (let decade = Math.floor(this.low); decade <= Math.ceil(this.high); decade++) {
      for (const multiple of multiples) {
        const at = decade + Math.log10(multiple);
        if (at >= this.low - 1e-9 && at <= this.high + 1e-9) {
          found.push(at);
        }
      }
    }

    return found;
  }
}

function even(low: number, high: number, count: number, wholeOnly: boolean): Tick[] {
  const marks = steps(low, high, count).filter(mark => !wholeOnly || Math.abs(mark - Math.round(mark)) < 1e-9);
  const distance = marks.length < 2 ? 0 : marks[1]! - marks[0]!;
  const largest = Math.max(0, ...marks.map(Math.abs));
  const decimals = Math.max(0, Math.ceil(-Math.log10(distance) - 1e-9));
  const label = (mark: number) => distance <= 0 || largest >= 1e6 || distance < 1e-4
    ? short(Math.abs(mark) < distance / 1e6 ? 0 : mark, 6)
    : (Number(mark.toFixed(decimals)) + 0).toFixed(decimals).replace("-", "−");
  return marks.map(mark => ({ at: (mark - low) / (high - low), label: label(mark) }));
}

/** About so many multiples of 1, 2 or 5 times a power of ten. */
function steps(low: number, high: number, count: number): number[] {
  if (!(high > low) || !Number.isFinite(high - low)) {
    return [low];
  }

  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  const step = power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  return Array.from({ length: Math.min(1000, Math.max(0, last - first + 1)) }, (_, i) => (first + i) * step);
}
