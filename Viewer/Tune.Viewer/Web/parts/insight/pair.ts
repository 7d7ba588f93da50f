// Two parameters at a time: what a model predicts over them, and where the good trials lie.

import { get, name, Refused } from "../../api.js";
import { ScatterChart } from "../../chart/scatter.js";
import { paint } from "../../chart/surface.js";
import { fill, h, text } from "../../dom.js";
import { plural, short } from "../../format.js";
import { param, put } from "../../route.js";
import { offer, choice } from "../controls.js";
import type { SurfaceData } from "./data.js";
import { dotsOf, type Prepared } from "./prepared.js";

export class PairCard {
  readonly element: HTMLElement;
  private readonly contour: ScatterChart;
  private readonly ranks: ScatterChart;
  private readonly across: HTMLSelectElement;
  private readonly up: HTMLSelectElement;
  private readonly note = h("p", { class: "muted small" });
  private readonly ends = h("div", { class: "ramp-key", hidden: true });
  private names: [string, string];
  private isOwn: boolean;
  private prepared: Prepared | null = null;
  private surface: SurfaceData | null = null;
  private asked = "";

  constructor(private readonly experiment: string, private readonly signal: AbortSignal, pick: (trial: number) => void) {
    const [first = "", second = ""] = (param("pair") ?? "").split(",").map(decodeURIComponent);
    this.names = [first, second];
    this.isOwn = first !== "" && second !== "";
    this.contour = new ScatterChart(signal, pick);
    this.ranks = new ScatterChart(signal, pick);
    this.across = choice("Parameter across", [], "", value => this.choose([value, this.names[1]]));
    this.up = choice("Parameter up", [], "", value => this.choose([this.names[0], value]));
    this.element = h("section", { class: "card" },
      h("div", { class: "card-head" }, h("h2", {}, "Two parameters"), h("div", { class: "grow" }),
        this.across, h("span", { class: "muted small" }, "and"), this.up),
      h("div", { class: "pair" },
        h("div", {}, h("div", { class: "sub-head" }, h("h3", {}, "What a model predicts"), this.ends),
          this.contour.element),
        h("div", {}, h("div", { class: "sub-head" }, h("h3", {}, "Where the good trials lie"),
          h("div", { class: "ramp-key" }, h("span", {}, "worst"), h("i", { class: "ramp" }), h("span", {}, "best"))),
          this.ranks.element)),
      this.note);
  }

  /** Shows the pair that matters most, unless one was asked for. */
  suggest(first: string, second: string): void {
    if (!this.isOwn && this.prepared !== null) {
      this.names = [first, second];
      this.show(this.prepared);
      void this.load();
    }
  }

  show(prepared: Prepared): void {
    this.prepared = prepared;
    const all = prepared.data.parameters.map(each => each.name);
    if (!all.includes(this.names[0]) || !all.includes(this.names[1])) {
      this.names = [all[0] ?? "", all[1] ?? ""];
    }

    this.element.hidden = all.length < 2;
    const options = all.map((each): [string, string] => [each, each]);
    if (this.across.options.length !== options.length) {
      offer(this.across, options, this.names[0]);
      offer(this.up, options, this.names[1]);
    }

    [this.across.value, this.up.value] = this.names;
    this.draw();
  }

  async load(): Promise<void> {
    const [first, second] = this.names;
    const asked = this.asked = `${first}\n${second}`;
    if (first === second || second === "") {
      return;
    }

    try {
      const found = await get<SurfaceData>(`experiments/${name(this.experiment)}/surface?first=${
        encodeURIComponent(first)}&second=${encodeURIComponent(second)}`, this.signal);
      if (asked === this.asked) {
        this.surface = found;
        text(this.note, found.mean.length === 0
          ? "The model takes at least 4 trials whose results differ."
          : `A random forest of ${plural(found.trials, "trial")}, averaged over all other parameters`
            + (this.prepared!.data.objectives.length > 1 ? "; it predicts the number of the front, 0 is the best." : "."));
        this.draw();
      }
    } catch (problem) {
      // A model looks at the dozen parameters that matter most.
      if (problem instanceof Refused && asked === this.asked) {
        this.surface = null;
        text(this.note, "The model has nothing to say about these two.");
        this.draw();
      }
    }
  }

  private choose(names: [string, string]): void {
    this.names = names;
    this.isOwn = true;
    this.surface = null;
    put({ pair: names.map(encodeURIComponent).join(",") });
    this.draw();
    void this.load();
  }

  private draw(): void {
    const prepared = this.prepared;
    if (prepared === null || this.element.hidden) {
      return;
    }

    const [i, j] = this.names.map(each => prepared.data.parameters.findIndex(parameter => parameter.name === each));
    const [x, y] = [prepared.axes[i!]!, prepared.axes[j!]!];
    const dots = i === j ? [] : dotsOf(prepared, i!, j!);
    const isMin = prepared.data.objectives.length > 1 || prepared.data.objectives[0]!.mode === "Min";
    const surface = this.surface !== null && this.surface.mean.length > 0 && this.surface.first === this.names[0]
      && this.surface.second === this.names[1] ? this.surface : null;
    const says = (trial: number) => prepared.says(trial, [i!, j!]);
    const nothing = i === j ? "Choose two different parameters." : "No trial has both and a result yet.";
    this.contour.show({
      x, y, dots: dots.map(dot => ({ ...dot, ink: surface === null ? dot.ink : "text" })),
      ...(surface === null ? {} : { ground: (context, box) => paint(context, box, surface, x, y, isMin) }),
      saysX: true, says, nothing, label: `${prepared.target} predicted over ${x.name} and ${y.name}`,
    });
    this.ranks.show({
      x, y, dots, saysX: true, says, nothing, label: `Trials by ${x.name} and ${y.name}, coloured by their rank`,
    });
    this.ends.hidden = surface === null;
    if (surface !== null) {
      const all = surface.mean.flat();
      const [low, high] = [Math.min(...all), Math.max(...all)];
      fill(this.ends, h("span", {}, short(isMin ? high : low, 3)), h("i", { class: "ramp" }),
        h("span", {}, short(isMin ? low : high, 3)));
    }
  }
}
