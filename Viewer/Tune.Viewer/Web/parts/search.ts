// A line in the search language, with what is wrong with it below.

import { h, set, text } from "../dom.js";

export class Search {
  readonly input: HTMLInputElement;
  readonly problem = h("p", { class: "search-problem", role: "alert", hidden: true });

  constructor(value: string, example: string, asked: (where: string) => void) {
    this.input = h("input", {
      class: "field search", type: "search", value, placeholder: example, "aria-label": "Search trials",
      autocomplete: "off", spellcheck: "false", maxlength: 2000,
      title: "A filter such as metrics.loss < 0.2 AND (params.lr < 1e-3 OR status = 'Running'); Enter searches",
    });
    let known = value;
    const ask = () => {
      if (this.input.value.trim() !== known) {
        known = this.input.value.trim();
        asked(known);
      }
    };
    this.input.addEventListener("change", ask);
    // The cross that empties it.
    this.input.addEventListener("search", ask);
  }

  /** Says what is wrong, with the place marked; null for nothing. */
  say(problem: string | null): void {
    this.problem.hidden = problem === null;
    set(this.input, { "aria-invalid": problem === null ? null : "true" });
    const at = Number(/\(at character (\d+) of /.exec(problem ?? "")?.[1] ?? NaN) - 1;
    if (problem === null || Number.isNaN(at)) {
      text(this.problem, problem ?? "");
      return;
    }

    const said = this.input.value.trim();
    this.problem.replaceChildren(
      h("code", {}, said.slice(Math.max(0, at - 30), at), h("mark", {}, said.slice(at, at + 1) || " "),
        said.slice(at + 1, at + 30)),
      h("span", {}, problem.replace(/ \(at character .*$/s, "")));
  }
}
