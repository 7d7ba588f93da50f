// All experiments: where each stands, at a glance, asked for anew every two seconds.

import { get } from "../api.js";
import { isGone, onReturn } from "../connection.js";
import { h, text, throttled } from "../dom.js";
import { count } from "../format.js";
import { onPage } from "../keys.js";
import { offers } from "../parts/acting/offers.js";
import { actButton } from "../parts/acting/row.js";
import { heads, Row } from "../parts/experiments/row.js";
import { Sparks } from "../parts/experiments/sparks.js";
import { States } from "../parts/experiments/states.js";
import { empty } from "../parts/stat.js";
import { binLink, go, param, put } from "../route.js";
import type { Experiment, ExperimentList, Server } from "../shapes.js";

const askEvery = 2000;
const pageSize = 1000;
const columns = ["list-0", "list-spark", "list-1", "list-2", "list-3", "list-4"];

export async function experimentsPage(at: HTMLElement, signal: AbortSignal): Promise<void> {
  if (param("bin") === "1") {
    const { binPage } = await import("../parts/acting/bin.js");
    return binPage(at, signal);
  }

  document.title = "Experiments · TuneNet";
  const templates = await offers(get<Server>("server", signal), signal);
  const add = actButton("New experiment…", async () => {
    const { sayBegun, submit } = await import("../parts/acting/submit.js");
    sayBegun(await submit(templates));
    renew();
  });
  add.hidden = templates.length === 0;
  add.classList.add("primary");
  const total = h("span", { class: "muted tabular" });
  const filter = h("input", {
    class: "field", type: "search", placeholder: "Filter by name", "aria-label": "Filter by name",
    value: param("q") ?? "", autocomplete: "off", spellcheck: "false",
  });
  const body = h("tbody");
  const table = h("table", { class: "list" },
    h("thead", {}, h("tr", {}, ...heads.map((name, i) =>
      h("th", { scope: "col", class: columns[i]! }, name)))), body);
  const place = h("div", { class: "card flush" }, table);
  const rows = new Map<string, Row>();
  const order = new Map<string, number>();
  const nothing = nothingYet(templates.length > 0);
  const sparks = new Sparks((experiment, values) => rows.get(experiment)?.spark.set(values), signal);
  const states = new States(() => show());
  let all: Experiment[] = [];
  let chosen = -1;

  const choose = (index: number) => {
    const links = [...body.querySelectorAll<HTMLAnchorElement>("a.list-link")];
    chosen = Math.max(0, Math.min(links.length - 1, index));
    links[chosen]?.focus();
  };

  const show = () => {
    const words = filter.value.trim().toLowerCase();
    // The order is that of the first look, new ones on top: by each change it would shuffle under the reader's eyes.
    const fresh = all.filter(each => !order.has(each.experiment))
      .sort((a, b) => Date.parse(a.last_utc) - Date.parse(b.last_utc) || b.experiment.localeCompare(a.experiment));
    fresh.forEach(each => order.set(each.experiment, -order.size));
    states.set(all);
    const shown = all
      .filter(each => `${each.title ?? ""} ${each.experiment}`.toLowerCase().includes(words) && states.has(each))
      .sort((a, b) => order.get(a.experiment)! - order.get(b.experiment)!);
    text(total, words === "" && states.isEverything ? count(all.length)
      : `${count(shown.length)} of ${count(all.length)}`);
    const elements = shown.map(each =>
      row(rows, each, made => sparks.watch(made.element, each.experiment)).element);
    if (elements.length !== body.children.length || elements.some((each, i) => body.children[i] !== each)) {
      body.replaceChildren(...elements);
    }

    const content = shown.length > 0 ? table : all.length === 0 ? nothing
      : empty("No experiment is like that", words === "" ? "Take a state out above."
        : `Nothing ${states.isEverything ? "" : "in such a state "}contains “${filter.value}”.`);
    if (content !== place.firstChild) {
      place.replaceChildren(content);
    }

    sparks.change(all);
  };

  filter.addEventListener("input", () => {
    put({ q: filter.value });
    show();
  });
  at.append(
    h("div", { class: "page-head" }, h("h1", {}, "Experiments"), total, h("div", { class: "grow" }),
      states.element, h("a", { class: "button", href: binLink() }, "Recycle bin"), filter, add), place);
  onPage([
    { keys: ["/"], says: "Filter by name", act: () => filter.focus() },
    ...templates.length > 0 ? [{ keys: ["n"], says: "New experiment", act: () => add.click() }] : [],
    { keys: ["j", "ArrowDown"], says: "Next experiment", act: () => choose(chosen + 1) },
    { keys: ["k", "ArrowUp"], says: "Previous experiment", act: () => choose(chosen - 1) },
    {
      keys: ["Enter"], says: "Open it", act: () => {
        const link = body.querySelectorAll<HTMLAnchorElement>("a.list-link")[chosen];
        if (link) {
          go(link.pathname + link.search);
        }
      },
    },
  ], signal);

  const ask = async () => {
    const found = new Map<string, Experiment>();
    let list: ExperimentList;
    do {
      list = await get<ExperimentList>(`experiments?take=${pageSize}&skip=${found.size}`, signal);
      list.experiments.forEach(each => found.set(each.experiment, each));
    } while (list.experiments.length === pageSize && found.size < list.total);
    all = [...found.values()];
    show();
  };
  const renew = throttled(0, async () => {
    try {
      await ask();
    } catch (problem) {
      if (!isGone(problem)) {
        throw problem;
      }
    }
  }, signal);
  await ask();
  const again = () => !document.hidden && renew();
  const timer = setInterval(again, askEvery);
  signal.addEventListener("abort", () => clearInterval(timer));
  onReturn(again, signal);
}

function row(rows: Map<string, Row>, experiment: Experiment, made: (row: Row) => void): Row {
  let found = rows.get(experiment.experiment);
  if (found === undefined) {
    found = new Row(experiment);
    rows.set(experiment.experiment, found);
    made(found);
  }

  found.set(experiment);
  return found;
}

function nothingYet(canBegin: boolean): HTMLElement {
  return empty("No experiment yet", ...canBegin ? ["Begin one of those that the program offers: New experiment."] : [
    "The first one appears here as soon as a program runs it on this store:",
    h("code", {}, "dotnet run -c Release -- NAME")]);
}
