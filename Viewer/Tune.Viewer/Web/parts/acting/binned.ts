// Putting something into the recycle bin, and taking it out again.

import { h } from "../../dom.js";
import { ago, moment } from "../../format.js";
import { experimentLink, trialLink } from "../../route.js";
import { offer, tell } from "../toast.js";
import { messageOf } from "./problem.js";
import { actButton } from "./row.js";
import { Key, pathOf, send } from "./send.js";
import { sheet } from "./sheet.js";

const nameOf = (experiment: string, trial?: number): string =>
  trial === undefined ? experiment : `Trial ${trial} of ${experiment}`;

/** Asks, and puts it there; true if it is. */
export async function remove(
  experiment: string, trial: number | undefined, runs: boolean, back: () => void): Promise<boolean> {
  const done = await sheet({
    title: `Delete ${trial === undefined ? experiment : `trial ${trial}`}?`,
    says: (runs ? "What runs of it is ended first. " : "")
      + "It goes to the recycle bin, from where it can be restored.",
    yes: trial === undefined ? "Delete the experiment" : "Delete the trial", danger: true,
    act: key => send("DELETE", pathOf(experiment, trial), key),
  });
  if (done !== null) {
    tell(`${nameOf(experiment, trial)} is in the recycle bin.`,
      offer("Undo", async () => { if (await restore(experiment, trial)) { back(); } }));
  }

  return done !== null;
}

/** Takes it out again, and says so; true if it is done. */
export async function restore(experiment: string, trial?: number): Promise<boolean> {
  try {
    await send("POST", `${pathOf(experiment, trial)}/restore`, new Key());
    tell(`${nameOf(experiment, trial)} is back.`, h("a", {
      href: trial === undefined ? experimentLink(experiment) : trialLink(experiment, trial),
    }, "Open"));
    return true;
  } catch (problem) {
    tell(messageOf(problem));
    return false;
  }
}

export const restoreButton = (experiment: string, trial: number | undefined, back: () => void): HTMLButtonElement => {
  const button = actButton("Restore", async () => { if (await restore(experiment, trial)) { back(); } });
  button.classList.add("small");
  return button;
};

/** A line above the page of what is in the bin. */
export class BinNote {
  readonly element = h("p", { class: "bin-note", hidden: true, role: "status" });
  private known = "";

  constructor(private readonly what: string) {}

  set(deletedUtc: string | undefined): void {
    if (this.known !== (deletedUtc ?? "")) {
      this.known = deletedUtc ?? "";
      this.element.hidden = deletedUtc === undefined;
      this.element.replaceChildren(deletedUtc === undefined ? ""
        : `${this.what} has been in the recycle bin since ${moment(deletedUtc)}. Lists leave it out.`);
    }
  }
}

/** When it was deleted, and when it will be gone for good where that is known. */
export const whenBinned = (deletedUtc: string, purgeUtc?: string): HTMLElement => h("span", {},
  h("time", { datetime: deletedUtc, title: moment(deletedUtc) }, ago(deletedUtc)),
  purgeUtc !== undefined && h("span", { class: "muted small block" }, `gone for good ${moment(purgeUtc)}`));
