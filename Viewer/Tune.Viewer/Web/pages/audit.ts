// What was done to an experiment by hand: who, when, by which way.

import { get, name } from "../api.js";
import { fill, h, text, throttled } from "../dom.js";
import { count, moment } from "../format.js";
import { onReturn } from "../connection.js";
import { onPage } from "../keys.js";
import { sayAct } from "../parts/acting/said.js";
import { empty } from "../parts/stat.js";
import { experimentLink, go, param, put, trialLink } from "../route.js";
import type { AuditList, AuditRow } from "../shapes.js";

const pageSize = 50;

export async function auditPage(at: HTMLElement, experiment: string, signal: AbortSignal): Promise<void> {
  document.title = `Audit · ${experiment} · TuneNet`;
  let skip = Math.max(0, Number(param("skip") ?? 0) || 0);
  const total = h("span", { class: "muted tabular" });
  const body = h("tbody");
  const table = h("div", { class: "wide-list", tabindex: 0, role: "region", "aria-label": "What was done" },
    h("table", { class: "diff audit" }, h("thead", {}, h("tr", {}, ...["When", "Who", "By", "What", "Trial"].map(each =>
      h("th", { scope: "col" }, each)))), body));
  const place = h("div", { class: "card flush" });
  const [newer, older] = ["Newer", "Older"].map(says => h("button", { class: "button", type: "button" }, says)) as
    [HTMLButtonElement, HTMLButtonElement];
  const range = h("span", { class: "muted tabular" });
  const pager = h("nav", { class: "pager", "aria-label": "Pages" }, newer, range, older);
  at.append(h("div", { class: "page-head" }, h("h1", {}, "Audit"), total), place, pager);

  const load = async () => {
    const list = await get<AuditList>(
      `experiments/${name(experiment)}/audit?skip=${skip}&take=${pageSize}`, signal);
    text(total, count(list.total));
    fill(body, ...list.entries.map(entry => row(experiment, entry)));
    place.replaceChildren(list.total === 0 ? nothingYet(experiment) : table);
    pager.hidden = list.total <= pageSize;
    newer.disabled = skip === 0;
    older.disabled = skip + pageSize >= list.total;
    text(range, `${count(Math.min(skip + 1, list.total))}–${count(Math.min(skip + pageSize, list.total))} of `
      + count(list.total));
  };
  const reload = throttled(500, load, signal);
  const turn = (by: number) => {
    skip = Math.max(0, skip + by * pageSize);
    put({ skip: skip === 0 ? null : String(skip) });
    reload();
  };
  newer.addEventListener("click", () => turn(-1));
  older.addEventListener("click", () => turn(1));
  await load();
  onReturn(reload, signal);
  onPage([
    { keys: ["j", "ArrowRight"], says: "Older ones", act: () => older.click() },
    { keys: ["k", "ArrowLeft"], says: "Newer ones", act: () => newer.click() },
    { keys: ["Escape"], says: "Back to the experiment", act: () => go(experimentLink(experiment)) },
  ], signal);
}

function row(experiment: string, { at_utc, who, via, act, trial, detail }: AuditRow): HTMLElement {
  return h("tr", {},
    h("td", {}, h("time", { datetime: at_utc }, moment(at_utc))), h("td", {}, who), h("td", {}, via),
    h("td", { class: "audit-what" }, sayAct(act, detail)),
    h("td", {}, trial === undefined ? "" : h("a", { href: trialLink(experiment, trial) }, `trial ${trial}`)));
}

function nothingYet(experiment: string): HTMLElement {
  return empty("Nothing was done by hand yet",
    "Pausing, stopping, extending, adding trials, tags and notes, deleting and restoring are listed here, with who did "
      + "it and when, whether on these pages, by the command line or by a program.",
    h("code", {}, `dotnet run -c Release -- tag ${experiment} team=vision`));
}
