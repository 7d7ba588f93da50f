// The recycle bin: experiments that were deleted, and that can be had back.

import { get } from "../../api.js";
import { onReturn } from "../../connection.js";
import { h, text } from "../../dom.js";
import { count, plural } from "../../format.js";
import { onPage } from "../../keys.js";
import { experimentLink, go, home } from "../../route.js";
import type { Experiment, ExperimentList, Server } from "../../shapes.js";
import { empty } from "../stat.js";
import { restoreButton, whenBinned } from "./binned.js";

const pageSize = 1000;

export async function binPage(at: HTMLElement, signal: AbortSignal): Promise<void> {
  document.title = "Recycle bin · TuneNet";
  const server = await get<Server>("server", signal);
  const total = h("span", { class: "muted tabular" });
  const body = h("tbody");
  const table = h("table", { class: "list bin-list" },
    h("thead", {}, h("tr", {}, ...["Experiment", "Trials", "Deleted", ""].map((name, i) =>
      h("th", { scope: "col", class: `bin-${i}` }, name || h("span", { class: "unseen" }, "Restore"))))), body);
  const place = h("div", { class: "card flush" });
  const show = async () => {
    const list = await get<ExperimentList>(`experiments?listed=deleted&take=${pageSize}`, signal);
    text(total, count(list.total));
    body.replaceChildren(...list.experiments
      .sort((a, b) => Date.parse(b.deleted_utc!) - Date.parse(a.deleted_utc!))
      .map(each => row(each, server.can_act, show)));
    place.replaceChildren(list.total > 0 ? table : empty(
      "The recycle bin is empty", "An experiment that is deleted comes here, with all its trials, and can be restored.",
      h("a", { href: home() }, "All experiments")));
  };
  at.append(h("div", { class: "page-head" }, h("h1", {}, "Recycle bin"), total, h("div", { class: "grow" }),
    h("a", { class: "button", href: home() }, "All experiments")), place);
  await show();
  onReturn(() => void show(), signal);
  onPage([{ keys: ["Escape"], says: "Back to the list", act: () => go(home()) }], signal);
}

function row(experiment: Experiment, canAct: boolean, changed: () => Promise<void>): HTMLElement {
  return h("tr", {},
    h("td", { class: "bin-0" }, h("a", { class: "list-link", href: experimentLink(experiment.experiment) },
      experiment.title ?? experiment.experiment),
      experiment.title !== undefined && h("span", { class: "muted small block" }, experiment.experiment)),
    h("td", { class: "bin-1" }, plural(experiment.trials, "trial")),
    h("td", { class: "bin-2" }, whenBinned(experiment.deleted_utc!, experiment.purge_utc)),
    h("td", { class: "bin-3" }, canAct && restoreButton(experiment.experiment, undefined, () => void changed())));
}
