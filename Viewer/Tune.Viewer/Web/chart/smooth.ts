// A running mean that forgets: of 0 nothing is left out, of 0.99 nearly all.

export function smooth(ys: ArrayLike<number>, weight: number): Float64Array {
  const smoothed = new Float64Array(ys.length);
  let [mean, sum] = [0, 0];
  for (let i = 0; i < ys.length; i++) {
    const value = ys[i]!;
    if (!Number.isFinite(value)) {
      smoothed[i] = NaN;
      continue;
    }

    // Divided by the weights so far, or the first values would be drawn towards zero.
    mean = mean * weight + value * (1 - weight);
    sum = sum * weight + (1 - weight);
    smoothed[i] = mean / sum;
  }

  return smoothed;
}
