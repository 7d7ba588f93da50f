// How much each parameter matters, as bars.

import { get, name } from "../../api.js";
import { fill, h } from "../../dom.js";
import { plural } from "../../format.js";
import { param, put } from "../../route.js";
import { choice } from "../controls.js";
import type { Importance } from "./data.js";

const barsMax = 16;

export class ImportanceCard {
  readonly element: HTMLElement;
  /** Called when it is known. */
  known: (importance: Importance) => void = () => {};
  private method: Importance["method"] = param("method") === "fanova" ? "fanova" : "pedanova";
  private readonly bars = h("div", { class: "importance", role: "list" });
  private readonly note = h("p", { class: "muted small" });

  constructor(private readonly experiment: string, private readonly signal: AbortSignal) {
    this.element = h("section", { class: "card" },
      h("div", { class: "card-head" }, h("h2", {}, "Importance"), h("div", { class: "grow" }),
        choice("Method", [["pedanova", "among the best"], ["fanova", "over all of it"]], this.method,
          value => {
            this.method = value as Importance["method"];
            put({ method: value === "pedanova" ? null : value });
            void this.load().catch(() => {});
          })),
      this.bars, this.note);
    fill(this.bars, h("p", { class: "muted" }, "…"));
  }

  async load(): Promise<void> {
    const found = await get<Importance>(
      `experiments/${name(this.experiment)}/importance?method=${this.method}`, this.signal);
    this.show(found);
    this.known(found);
  }

  private show(found: Importance): void {
    if (found.parameters.length === 0) {
      fill(this.bars, h("p", { class: "muted" },
        "It takes at least 4 trials whose results differ, and a parameter that varies."));
      fill(this.note, found.left_out === "" ? "" : `${found.left_out}.`);
      return;
    }

    const isForest = found.method === "fanova";
    const sizes = found.parameters.map(each => isForest ? each.together ?? 0 : each.share);
    const most = Math.max(0.01, ...sizes);
    fill(this.bars, ...found.parameters.slice(0, barsMax).map((each, i) => {
      const [whole, own] = [100 * sizes[i]! / most, 100 * (isForest ? each.alone ?? 0 : each.share) / most];
      const [under, over] = [h("span", { class: "share share-whole" }), h("span", { class: "share" })];
      under.style.width = `${whole}%`;
      over.style.width = `${own}%`;
      return h("div", { class: "importance-row", role: "listitem" },
        h("span", { class: "cut", title: each.name }, each.name),
        h("span", { class: "share-track", "aria-hidden": "true" }, under, over),
        h("b", { class: "number" }, percent(sizes[i]!)));
    }));
    fill(this.note, [
      isForest
        ? `fANOVA of ${plural(found.trials, "trial")}: light is what a parameter does together with others.`
        : `PED-ANOVA: what sets the best ${found.top} of ${plural(found.trials, "trial")} apart.`,
      found.explained === undefined ? ""
        : isForest ? `The model explains ${percent(Math.max(0, found.explained))} of unseen trials.`
        : found.explained > 1 ? "Too few trials for so many parameters: much of it is chance."
        : `One by one the parameters explain ${percent(found.explained)} of who is best.`,
      found.left_out === "" ? "" : `${found.left_out}.`,
    ].filter(part => part !== "").join(" "));
  }
}

const percent = (share: number): string => share > 0 && share < 0.01 ? "<1 %" : `${Math.round(100 * share)} %`;
