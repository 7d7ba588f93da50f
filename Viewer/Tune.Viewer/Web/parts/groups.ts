// Trials by what they have in common; one of the groups leads to its trials.

import { get, name } from "../api.js";
import { fill, h } from "../dom.js";
import { count, plural, short } from "../format.js";
import { trialLink } from "../route.js";
import type { GroupList } from "../shapes.js";
import { real } from "../shapes.js";

export class GroupsList {
  readonly element = h("div", { class: "groups", hidden: true });

  constructor(
    private readonly experiment: string, private readonly metric: string,
    private readonly narrow: (where: string) => void, private readonly signal: AbortSignal) {}

  async show(by: string, where: string): Promise<void> {
    this.element.hidden = by === "";
    if (by === "") {
      return;
    }

    const list = await get<GroupList>(
      `experiments/${name(this.experiment)}/groups?by=${encodeURIComponent(by)}`
      + (where === "" ? "" : `&where=${encodeURIComponent(where)}`), this.signal);
    fill(this.element, h("table", { class: "groups-table" },
      h("thead", {}, h("tr", {}, ...[by.replace(/^params\./, ""), "trials", `best ${this.metric}`, "mean", ""]
        .map((each, i) => h("th", { scope: "col", class: i > 0 && i < 4 ? "number" : "" }, each)))),
      h("tbody", {}, ...list.groups.map(group => h("tr", {},
        h("th", { scope: "row", class: "cut" }, group.value === "" ? "none" : group.value),
        h("td", { class: "number" }, count(group.trials)),
        h("td", { class: "number" }, group.best_trial === undefined ? "–"
          : h("a", { href: trialLink(this.experiment, group.best_trial) }, short(real(group.best), 5))),
        h("td", { class: "number" }, short(real(group.mean), 5)),
        h("td", { class: "number" }, h("button", {
          class: "button small", type: "button", title: group.where, click: () => this.narrow(group.where),
        }, "Show")))))),
    list.others > 0 && h("p", { class: "muted small" }, `${plural(list.others, "smaller group")} besides.`));
  }
}
