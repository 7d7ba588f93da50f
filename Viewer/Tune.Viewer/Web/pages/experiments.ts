// All experiments: where each stands, at a glance, asked for anew every two seconds.

import { get } from "../api.js";
import { isGone, onReturn } from "../connection.js";
import { h, text, throttled } from "../dom.js";
import { ago, count, moment, short } from "../format.js";
import { onPage } from "../keys.js";
import { empty } from "../parts/stat.js";
import { CountsBar, StateMark } from "../parts/status.js";
import { binLink, experimentLink, go, param, put } from "../route.js";
import type { Experiment, ExperimentList } from "../shapes.js";
import { real } from "../shapes.js";

const askEvery = 2000;
const pageSize = 1000;

export async function experimentsPage(at: HTMLElement, signal: AbortSignal): Promise<void> {
  if (param("bin") === "1") {
    const { binPage } = await import("../parts/acting/bin.js");
    return binPage(at, signal);
  }

  document.title = "Experiments · TuneNet";
  const total = h("span", { class: "muted tabular" });
  const filter = h("input", {
    class: "field", type: "search", placeholder: "Filter by name", "aria-label": "Filter by name",
    value: param("q") ?? "", autocomplete: "off", spellcheck: "false",
  });
  const body = h("tbody");
  const table = h("table", { class: "list" },
    h("thead", {}, h("tr", {}, ...["Experiment", "Best", "Trials", "Reports", "Last change"].map((name, i) =>
      h("th", { scope: "col", class: `list-${i}` }, name)))), body);
  const place = h("div", { class: "card flush" }, table);
  const rows = new Map<string, Row>();
  const order = new Map<string, number>();
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
    const shown = all.filter(each => each.experiment.toLowerCase().includes(words))
      .sort((a, b) => order.get(a.experiment)! - order.get(b.experiment)!);
    text(total, words === "" ? count(all.length) : `${count(shown.length)} of ${count(all.length)}`);
    const elements = shown.map(each => row(rows, each).element);
    if (elements.length !== body.children.length || elements.some((each, i) => body.children[i] !== each)) {
      body.replaceChildren(...elements);
    }

    const content = shown.length > 0 ? table : all.length === 0 ? nothingYet()
      : empty("No experiment has such a name", `Nothing contains “${filter.value}”.`);
    if (content !== place.firstChild) {
      place.replaceChildren(content);
    }
  };

  filter.addEventListener("input", () => {
    put({ q: filter.value });
    show();
  });
  at.append(
    h("div", { class: "page-head" }, h("h1", {}, "Experiments"), total, h("div", { class: "grow" }),
      h("a", { class: "button", href: binLink() }, "Recycle bin"), filter), place);
  onPage([
    { keys: ["/"], says: "Filter by name", act: () => filter.focus() },
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
  await ask();
  const renew = throttled(0, async () => {
    try {
      await ask();
    } catch (problem) {
      if (!isGone(problem)) {
        throw problem;
      }
    }
  }, signal);
  const again = () => !document.hidden && renew();
  const timer = setInterval(again, askEvery);
  signal.addEventListener("abort", () => clearInterval(timer));
  onReturn(again, signal);
}

function row(rows: Map<string, Row>, experiment: Experiment): Row {
  let found = rows.get(experiment.experiment);
  if (found === undefined) {
    found = new Row(experiment);
    rows.set(experiment.experiment, found);
  }

  found.set(experiment);
  return found;
}

class Row {
  readonly element: HTMLTableRowElement;
  private readonly state: StateMark;
  private readonly best = h("span", { class: "number" });
  private readonly metric = h("span", { class: "muted small" });
  private readonly trials = h("span", { class: "number" });
  private readonly bar = new CountsBar();
  private readonly reports = h("span", { class: "number" });
  private readonly last = h("time", { class: "muted" });

  constructor(experiment: Experiment) {
    this.state = new StateMark(experiment.state);
    const link = h("a", { class: "list-link", href: experimentLink(experiment.experiment) }, experiment.experiment);
    this.element = h("tr", {},
      h("td", { class: "list-0" },
        link, this.state.element),
      h("td", { class: "list-1" }, this.best, this.metric),
      h("td", { class: "list-2" }, h("div", { class: "trials" }, this.trials, this.bar.element)),
      h("td", { class: "list-3" }, this.reports), h("td", { class: "list-4" }, this.last));
    this.element.addEventListener("click", event => {
      if (!(event.target as Element).closest("a") && getSelection()?.isCollapsed !== false) {
        go(link.pathname + link.search);
      }
    });
  }

  set(experiment: Experiment): void {
    this.state.set(experiment.state);
    text(this.best, short(real(experiment.best?.value), 5));
    text(this.metric, `${experiment.metric} ${experiment.mode === "Min" ? "↓" : "↑"}`);
    this.metric.title = experiment.mode === "Min" ? "less is better" : "more is better";
    text(this.trials, experiment.trials_max === undefined || experiment.trials_max < experiment.trials
      ? count(experiment.trials) : `${count(experiment.trials)} / ${count(experiment.trials_max)}`);
    this.bar.set(experiment.counts, experiment.trials_max);
    text(this.reports, count(experiment.reports));
    text(this.last, ago(experiment.last_utc));
    this.last.dateTime = experiment.last_utc;
    this.last.title = moment(experiment.last_utc);
  }
}

function nothingYet(): HTMLElement {
  return empty("No experiment yet", "The first one appears here as soon as a program runs it on this store:",
    h("code", {}, "dotnet run -c Release -- NAME"));
}
