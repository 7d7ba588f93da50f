// An answer tells how things stood when it was made. What the feed tells while it is on its way may be newer, and is
// applied again to what it brings.

import type { Changes } from "../shapes.js";

export class Late {
  private readonly open = new Set<Changes[]>();

  /** The feed has told something. */
  note(changes: Changes): void {
    this.open.forEach(list => list.push(changes));
  }

  /** Asks, and says what the feed told meanwhile that the answer does not have. */
  async during<T>(ask: () => Promise<T>, position: (answer: T) => number): Promise<[T, Changes[]]> {
    const heard: Changes[] = [];
    this.open.add(heard);
    try {
      const answer = await ask();
      return [answer, heard.filter(changes => changes.position > position(answer))];
    } finally {
      this.open.delete(heard);
    }
  }
}
