// A place along x, and a line that is meant, at which several pictures point together.

export interface Pointed { x: number; line: number | null }

export class Cursor {
  private at: Pointed | null = null;
  private readonly heard = new EventTarget();

  get now(): Pointed | null { return this.at; }

  move(to: Pointed | null): void {
    if (to?.x !== this.at?.x || to?.line !== this.at?.line || (to === null) !== (this.at === null)) {
      this.at = to;
      this.heard.dispatchEvent(new Event("move"));
    }
  }

  onMove(call: () => void, signal: AbortSignal): void {
    this.heard.addEventListener("move", call, { signal });
  }
}
