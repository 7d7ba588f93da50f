// What can be done to a trial by hand.

import type { Trial } from "../../shapes.js";
import { tell } from "../toast.js";
import { ActRow, actButton } from "./row.js";
import { pathOf, send } from "./send.js";
import { sheet } from "./sheet.js";

export class TrialActs {
  private readonly stop = actButton("Stop…", () => this.doStop());
  private readonly row = new ActRow([this.stop]);
  readonly element = this.row.element;

  constructor(private readonly experiment: string, private readonly trial: number) {}

  set(now: Trial): void {
    this.row.show(["Running", "Paused", "Pending"].includes(now.status) ? [this.stop] : []);
  }

  private async doStop(): Promise<void> {
    const done = await sheet({
      title: `Stop trial ${this.trial}?`, says: "It ends where it is; the experiment goes on.",
      yes: "Stop the trial", danger: true,
      act: key => send("POST", `${pathOf(this.experiment, this.trial)}/stop`, key),
    });
    if (done !== null) {
      tell(done.message);
    }
  }
}
