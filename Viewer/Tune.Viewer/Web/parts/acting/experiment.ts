// What can be done to an experiment by hand.

import { get } from "../../api.js";
import type { Key } from "../../keys.js";
import { experimentLink, go, home } from "../../route.js";
import type { Detail, Experiment } from "../../shapes.js";
import { tell } from "../toast.js";
import { remove, restore } from "./binned.js";
import { ActRow, actButton } from "./row.js";
import { type Done, type Key as ActKey, pathOf, send } from "./send.js";
import { sheet } from "./sheet.js";

/** Where it can be resumed: at interrupted its program is gone, and another one may take it up. */
const resumable = ["paused", "interrupted", "stopped", "failed"];
// There is an end that can be moved.
const canExtend = (detail: Detail): boolean =>
  detail.summary.trials_max !== undefined || detail.time_budget_seconds !== undefined;
const endable = ["active", "paused", "interrupted"];

export class ExperimentActs {
  readonly keys: Key[];
  private readonly pause = actButton("Pause…", () => this.doPause());
  private readonly resume = actButton("Resume…", () => this.doResume());
  private readonly stop = actButton("Stop…", () => this.doStop());
  private readonly more = actButton("Extend…", () => this.doExtend());
  private readonly trial = actButton("New trial…", () => this.doEnqueue());
  private readonly clone = actButton("Clone & edit…", () => this.doClone());
  private readonly bin = actButton("Delete…", () => this.doDelete());
  private readonly back = actButton("Restore", () => restore(this.experiment));
  private readonly row = new ActRow([
    this.pause, this.resume, this.stop, this.more, this.trial, this.clone, this.bin, this.back,
  ]);
  readonly element = this.row.element;
  private readonly experiment: string;
  private state = "";

  /** @param canClone Whether the program has its training code. */
  constructor(private readonly detail: Detail, private readonly canClone: boolean) {
    this.experiment = detail.summary.experiment;
    const press = (...buttons: HTMLButtonElement[]) => buttons.find(button => !button.hidden)?.click();
    this.keys = [
      { keys: ["p"], says: "Pause or resume the experiment", act: () => press(this.pause, this.resume) },
      { keys: ["n"], says: "New trial by hand", act: () => press(this.trial) },
    ];
  }

  set(now: Experiment): void {
    this.state = now.state;
    this.row.show(now.deleted_utc !== undefined ? [this.back] : [
      ...now.state === "active" ? [this.pause] : [],
      ...resumable.includes(now.state) ? [this.resume] : [],
      ...endable.includes(now.state) ? [this.stop] : [],
      ...canExtend(this.detail) ? [this.more] : [],
      ...this.detail.not_by_hand === undefined ? [this.trial] : [],
      ...this.canClone ? [this.clone] : [], this.bin,
    ]);
  }

  private async doPause(): Promise<void> {
    said(await sheet({
      title: `Pause ${this.experiment}?`, says: "Trials that run save and leave their slots; nothing is lost.",
      yes: "Pause the experiment", act: key => this.post("pause", key),
    }));
  }

  private async doResume(): Promise<void> {
    said(await sheet({
      title: `Resume ${this.experiment}?`,
      says: "Trials that were paused go on where they were, and others are begun.",
      yes: "Resume the experiment", act: key => this.post("resume", key),
    }));
  }

  private async doStop(): Promise<void> {
    said(await sheet({
      title: `Stop ${this.experiment}?`,
      says: "What runs is interrupted, and no more trials are begun. What was reported stays.",
      yes: "Stop the experiment", danger: true, act: key => this.post("stop", key),
    }));
  }

  private async doExtend(): Promise<void> {
    const [{ extend }, now] = await Promise.all([
      import("./extend.js"), get<Detail>(`${pathOf(this.experiment)}/detail`),
    ]);
    said(await extend(now));
  }

  private async doEnqueue(): Promise<void> {
    const { enqueue, sayAdded } = await import("./enqueue.js");
    sayAdded(this.experiment, await enqueue(this.detail));
  }

  private async doClone(): Promise<void> {
    const [{ clone, sayBegun }, now] = await Promise.all([
      import("./submit.js"), get<Detail>(`${pathOf(this.experiment)}/detail`),
    ]);
    sayBegun(await clone(now));
  }

  private async doDelete(): Promise<void> {
    if (await remove(
      this.experiment, undefined, endable.includes(this.state), () => go(experimentLink(this.experiment)))) {
      go(home());
    }
  }

  private post(act: string, key: ActKey): Promise<Done> {
    return send("POST", `${pathOf(this.experiment)}/${act}`, key);
  }
}

function said(done: Done | null): void {
  if (done !== null) {
    tell(done.message);
  }
}
