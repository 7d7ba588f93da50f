// What a model predicts over two axes, as a ground in even steps of colour.

import type { Axis } from "./axis.js";
import { ramp } from "./ramp.js";
import type { Box } from "./scatter.js";

export interface Surface { across: number[]; up: number[]; mean: number[][] }

const levels = 14;

/** Draws it; of values that shall be low, the low ones are the good ones. */
export function paint(
  context: CanvasRenderingContext2D, box: Box, surface: Surface, x: Axis, y: Axis, isMin: boolean): void {
  const all = surface.mean.flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const [width, height] = [Math.round(box.width), Math.round(box.height)];
  const columns = spots(surface.across.map(value => x.place(value)), width, x.options !== null, false);
  const rows = spots(surface.up.map(value => y.place(value)), height, y.options !== null, true);
  const shades = Array.from({ length: levels }, (_, i) => ramp(i / (levels - 1)));
  const image = new ImageData(width, height);
  for (let row = 0; row < height; row++) {
    const [j, s] = rows[row]!;
    for (let column = 0; column < width; column++) {
      const [i, t] = columns[column]!;
      const of = (a: number, b: number) => surface.mean[Math.min(a, surface.mean.length - 1)]![
        Math.min(b, surface.up.length - 1)]!;
      const value = (1 - t) * ((1 - s) * of(i, j) + s * of(i, j + 1)) + t * ((1 - s) * of(i + 1, j) + s * of(i + 1, j + 1));
      const share = high > low ? (value - low) / (high - low) : 0.5;
      const level = Math.floor((isMin ? 1 - share : share) * levels);
      const shade = shades[Math.max(0, Math.min(levels - 1, level))]!;
      const at = 4 * (row * width + column);
      [image.data[at], image.data[at + 1], image.data[at + 2]] = shade;
      image.data[at + 3] = 215;
    }
  }

  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  canvas.getContext("2d")!.putImageData(image, 0, 0);
  context.drawImage(canvas, box.left, box.top, box.width, box.height);
}

// For each pixel the known place before it, and how far it is to the next; options do not blend.
function spots(places: number[], pixels: number, isList: boolean, turned: boolean): [number, number][] {
  return Array.from({ length: pixels }, (_, pixel): [number, number] => {
    const at = (turned ? pixels - 1 - pixel + 0.5 : pixel + 0.5) / pixels;
    if (isList) {
      return [Math.min(places.length - 1, Math.floor(at * places.length)), 0];
    }

    let i = 0;
    while (i + 2 < places.length && places[i + 1]! < at) {
      i++;
    }

    const gap = places[i + 1]! - places[i]!;
    return [i, gap > 0 ? Math.min(1, Math.max(0, (at - places[i]!) / gap)) : 0];
  });
}
