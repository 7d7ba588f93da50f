// Many pictures are drawn a few at a time, so that the page answers in between.

const budget = 12;
const waiting = new Set<() => void>();
let asked = 0;

/** Draws in one of the next frames; once, however often it is asked for before that. */
export function inTurn(draw: () => void): void {
  waiting.add(draw);
  asked ||= requestAnimationFrame(run);
}

function run(): void {
  asked = 0;
  const began = performance.now();
  for (const draw of waiting) {
    waiting.delete(draw);
    draw();
    if (performance.now() - began > budget) {
      break;
    }
  }

  if (waiting.size > 0) {
    asked = requestAnimationFrame(run);
  }
}
