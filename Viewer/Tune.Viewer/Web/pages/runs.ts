// Free-standing runs: the collections there are, and the runs of one.

import { get } from "../api.js";
import { now, onReturn } from "../connection.js";
import { fill, h, text } from "../dom.js";
import { ago, count, duration, moment, plural, short } from "../format.js";
import { onPage } from "../keys.js";
import type { Collection, Run, RunList } from "../parts/runs/shapes.js";
import { empty } from "../parts/stat.js";
import { icon } from "../parts/status.js";
import { go, param, put, to } from "../route.js";
import { real } from "../shapes.js";

const askEvery = 3000;
const pageSize = 200;
const columnsMax = 6;

/** How a run stands, in the words and colours of trials. */
export const lookOf = (status: string): string => ({
  Running: "running", Scheduled: "pending", Finished: "finished", Failed: "failed", Killed: "stopped",
})[status] ?? "pending";

export async function runsPage(at: HTMLElement, signal: AbortSignal): Promise<void> {
  document.title = "Runs · TuneNet";
  const place = h("section", { class: "card flush" });
  const total = h("span", { class: "muted tabular" });
  at.append(h("header", { class: "page-head" }, h("h1", {}, "Runs"), total), place);
  const load = async () => {
    const all = (await get<{ collections: Collection[] }>("runs", signal)).collections
      .filter(each => each.runs > 0 || each.collection !== 0);
    text(total, all.length === 0 ? "" : plural(all.reduce((sum, each) => sum + each.runs, 0), "run"));
    fill(place, all.length === 0 ? teach() : h("table", { class: "list runs-list" },
      h("thead", {}, h("tr", {}, ...["Collection", "Runs", "Going on", "Last run"].map(title =>
        h("th", { scope: "col" }, title)))),
      h("tbody", {}, ...all.map(each => row(each.collection, [
        h("a", { class: "list-link", href: to("runs", each.collection) }, each.name),
        count(each.runs), each.running === 0 ? "–" : count(each.running),
        each.last_utc === undefined ? "–" : ago(each.last_utc, now())])))));
  };
  await load();
  every(askEvery, load, signal);
}

function teach(): HTMLElement {
  return empty("No run yet", "A program without a sweep logs here with any client of MLflow:",
    h("code", {}, `MLFLOW_TRACKING_URI=${location.origin} python train.py`),
    "Its parameters, metrics and files appear as they are logged.");
}

export async function collectionPage(at: HTMLElement, collection: number, signal: AbortSignal): Promise<void> {
  const title = h("h1", { class: "cut" });
  const total = h("span", { class: "muted tabular" });
  const filter = h("input", {
    class: "field", type: "search", placeholder: "Filter by name", "aria-label": "Filter by name",
    value: param("q") ?? "",
  });
  const place = h("section", { class: "card flush" });
  const more = h("button", { class: "button", type: "button", hidden: true }, "More");
  at.append(h("header", { class: "page-head" }, title, total, h("div", { class: "grow" }), filter), place,
    h("div", { class: "center" }, more));
  let shown = pageSize;
  let list: RunList;
  const show = () => {
    document.title = `${list.collection.name} · TuneNet`;
    text(title, list.collection.name);
    text(total, plural(list.total, "run"));
    const runs = list.runs.filter(run => run.name.toLowerCase().includes(filter.value.toLowerCase()));
    more.hidden = list.runs.length >= list.total;
    fill(place, runs.length > 0 ? table(runs) : list.total === 0 ? teach()
      : empty("No run has such a name", `Nothing contains “${filter.value}”.`));
  };
  const load = async () => {
    const runs: Run[] = [];
    do {
      list = await get<RunList>(`runs/${collection}?skip=${runs.length}&take=${pageSize}`, signal);
      runs.push(...list.runs);
    } while (runs.length < Math.min(shown, list.total) && list.runs.length > 0);
    list.runs = runs;
    show();
  };
  filter.addEventListener("input", () => { put({ q: filter.value }); show(); });
  more.addEventListener("click", () => { shown += pageSize; void load(); });
  onPage([
    { keys: ["/"], says: "Filter runs by name", act: () => filter.focus() },
    { keys: ["Escape"], says: "Back to all collections", act: () => go(to("runs")) },
  ], signal);
  await load();
  every(askEvery, load, signal);
}

// The columns that tell runs apart: what differs among their parameters, and their metrics.
function table(runs: Run[]): HTMLElement {
  const names = (of: (run: Run) => Record<string, unknown>) => [...new Set(runs.flatMap(run => Object.keys(of(run))))];
  const parameters = names(run => run.parameters).filter(name =>
    new Set(runs.map(run => run.parameters[name])).size > 1 || runs.length === 1).slice(0, columnsMax);
  const metrics = names(run => run.metrics).slice(0, columnsMax);
  const head = (title: string, kind = "") => h("th", { scope: "col", class: kind, title }, title);
  return h("div", { class: "wide-list", tabindex: 0, role: "region", "aria-label": "Runs" },
    h("table", { class: "diff runs-table" },
      h("thead", {}, h("tr", {}, head("Run"), head("Status"), head("Began"), head("Duration", "number"),
        ...metrics.map(name => head(name, "number")), ...parameters.map(name => head(name)))),
      h("tbody", {}, ...runs.map(run => h("tr", {},
        h("td", { class: "cut" }, h("a", { class: "list-link", href: to("runs", run.collection, run.run) }, run.name)),
        h("td", {}, h("span", { class: "state" }, icon(lookOf(run.status)), run.status.toLowerCase())),
        h("td", { title: moment(run.started_utc) }, ago(run.started_utc, now())),
        h("td", { class: "number" }, duration(secondsOf(run))),
        ...metrics.map(name => h("td", { class: "number" }, name in run.metrics ? short(real(run.metrics[name]), 5) : "–")),
        ...parameters.map(name => h("td", { class: "cut", title: run.parameters[name] }, run.parameters[name] ?? "–")))))));
}

export function secondsOf(run: Run): number {
  return ((run.ended_utc === undefined ? run.status === "Running" ? now() : NaN : Date.parse(run.ended_utc))
    - Date.parse(run.started_utc)) / 1000;
}

function row(key: number, cells: (string | HTMLElement)[]): HTMLElement {
  return h("tr", { "data-key": key }, ...cells.map((cell, i) => h("td", { class: i === 0 ? "" : "tabular" }, cell)));
}

/** Asks again and again while the page is there. */
export function every(milliseconds: number, load: () => Promise<void>, signal: AbortSignal): void {
  const again = () => void load().catch(() => {});
  const timer = setInterval(again, milliseconds);
  signal.addEventListener("abort", () => clearInterval(timer));
  onReturn(again, signal);
}
