// What can be done to a trial by hand.

import { experimentLink, go, trialLink } from "../../route.js";
import type { Detail, Trial } from "../../shapes.js";
import { tell } from "../toast.js";
import { remove, restore } from "./binned.js";
import { ActRow, actButton } from "./row.js";
import { pathOf, send } from "./send.js";
import { sheet } from "./sheet.js";

export class TrialActs {
  private readonly stop = actButton("Stop…", () => this.doStop());
  private readonly clone = actButton("Clone & edit…", () => this.doClone());
  private readonly bin = actButton("Delete…", () => this.doDelete());
  private readonly back = actButton("Restore", () => restore(this.experiment, this.trial));
  private readonly row = new ActRow([this.stop, this.clone, this.bin, this.back]);
  readonly element = this.row.element;
  private readonly experiment: string;
  private now: Trial | null = null;

  constructor(private readonly detail: Detail, private readonly trial: number) {
    this.experiment = detail.summary.experiment;
  }

  set(now: Trial): void {
    this.now = now;
    this.row.show([
      ...this.isLive() ? [this.stop] : [], ...this.detail.not_by_hand === undefined ? [this.clone] : [], now.deleted_utc === undefined ? this.bin : this.back,
    ]);
  }

  private isLive(): boolean {
    return this.now !== null && ["Running", "Paused", "Pending"].includes(this.now.status);
  }

  private async doClone(): Promise<void> {
    const { enqueue, sayAdded } = await import("./enqueue.js");
    sayAdded(this.experiment, await enqueue(this.detail, { trial: this.trial, config: this.now?.config ?? {} }));
  }

  private async doDelete(): Promise<void> {
    if (await remove(
      this.experiment, this.trial, this.isLive(), () => go(trialLink(this.experiment, this.trial)))) {
      go(experimentLink(this.experiment));
    }
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
