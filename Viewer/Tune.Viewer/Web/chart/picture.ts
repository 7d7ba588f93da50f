// A picture that is drawn by whoever owns it, with words about what is under the pointer.

import { Board } from "./board.js";

export interface Drawn {
  draw: (context: CanvasRenderingContext2D, width: number, height: number) => void;
  says: (x: number, y: number) => string[];
  pick?: (x: number, y: number) => void;
}

export class Picture {
  readonly element: HTMLElement;
  private readonly board: Board;

  constructor(drawn: Drawn, signal: AbortSignal) {
    this.board = new Board(signal, (width, height) => drawn.draw(this.board.ground(), width, height));
    this.element = this.board.element;
    this.element.addEventListener("pointermove", event => {
      const [x, y] = this.board.place(event);
      const lines = drawn.says(x, y);
      this.element.classList.toggle("can-pick", lines.length > 0 && drawn.pick !== undefined);
      this.board.tell(lines, x, y + 10);
    });
    this.element.addEventListener("pointerleave", () => this.board.tell([], 0, 0));
    this.element.addEventListener("click", event => drawn.pick?.(...this.board.place(event)));
  }

  /** Says what it shows, and what to say where there is nothing to show. */
  show(label: string, nothing: string, height?: number): void {
    this.board.describe(label, nothing);
    if (height !== undefined) {
      this.element.style.height = `${height}px`;
    }

    this.board.redraw();
  }

  redraw(): void { this.board.redraw(); }
}
