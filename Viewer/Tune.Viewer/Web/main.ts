// The frame around every page, and which page the address means.

import { Refused } from "./api.js";
import * as connection from "./connection.js";
import { h, set } from "./dom.js";
import * as keys from "./keys.js";
import { experimentPage } from "./pages/experiment.js";
import { experimentsPage } from "./pages/experiments.js";
import { trialPage } from "./pages/trial.js";
import { copyMenu } from "./parts/copying.js";
import { empty } from "./parts/stat.js";
import { showTabs } from "./parts/tabs.js";
import { begin, experimentLink, follow, go, home, place } from "./route.js";
import * as theme from "./theme.js";

const main = h("main", { id: "main", tabindex: -1 });
const path = h("nav", { class: "path", "aria-label": "Where you are" });
const tabs = h("nav", { class: "tabs", "aria-label": "Views" });
let leave = new AbortController();

function render(): void {
  leave.abort();
  leave = new AbortController();
  const signal = leave.signal;
  follow();
  theme.apply();
  const at = place();
  main.replaceChildren();
  main.className = `page-${at.page}`;
  showPath(at.experiment, at.page !== "experiment");
  showTabs(tabs, at);
  scrollTo(0, 0);
  const opened = at.page === "experiments" ? experimentsPage(main, signal)
    : at.page === "experiment" ? experimentPage(main, at.experiment, signal)
    : at.page === "trial" ? trialPage(main, at.experiment, at.trial, signal)
    : at.page === "compare" ? import("./pages/compare.js").then(it => it.comparePage(main, at.experiment, signal))
    : at.page === "insight" ? import("./pages/insight.js").then(it => it.insightPage(main, at.experiment, signal))
    : at.page === "audit" ? import("./pages/audit.js").then(it => it.auditPage(main, at.experiment, signal))
    : at.page === "runs" ? import("./pages/runs.js").then(it => it.runsPage(main, signal))
    : at.page === "collection" ? import("./pages/runs.js").then(it => it.collectionPage(main, Number(at.rest[0]), signal))
    : at.page === "run" ? import("./pages/run.js").then(it => it.runPage(main, Number(at.rest[0]), at.rest[1]!, signal))
    : at.page === "sweep" ? import("./pages/sweep.js").then(it => it.sweepPage(at.rest[0]!, at.rest[1], signal))
    : at.page === "models" ? import("./pages/models.js").then(it => it.modelsPage(main, signal))
    : at.page === "model" ? import("./pages/models.js").then(it => it.modelPage(main, at.rest[0]!, signal))
    : at.page === "nodes" ? import("./pages/nodes.js").then(it => it.nodesPage(main, signal))
    : Promise.reject(new Refused(404, "There is no such page."));
  set(main, { "aria-busy": true });
  opened.then(() => {
    if (!signal.aborted) {
      set(main, { "aria-busy": null });
    }
  }, (problem: unknown) => {
    if (!signal.aborted) {
      set(main, { "aria-busy": null });
      showProblem(problem, signal);
    }
  });
}

function showProblem(problem: unknown, signal: AbortSignal): void {
  if (connection.isGone(problem)) {
    main.replaceChildren(empty("Waiting for the server", "The page comes as soon as it answers."));
    connection.onReturn(render, signal);
  } else {
    main.replaceChildren(empty(
      problem instanceof Refused && problem.status === 404 ? "There is nothing here" : "Something went wrong",
      problem instanceof Error ? problem.message : String(problem), h("a", { href: home() }, "All experiments")));
  }
}

function showPath(experiment: string, isBelow: boolean): void {
  path.replaceChildren(...[
    h("a", { href: home(), class: "brand" }, h("span", { class: "mark", "aria-hidden": "true" }), "TuneNet"),
    experiment !== "" && isBelow && h("span", { class: "slash", "aria-hidden": "true" }, "/"),
    experiment !== "" && isBelow && h("a", { class: "cut", href: experimentLink(experiment) }, experiment),
  ].filter(each => each !== false));
}

function start(): void {
  const banner = connection.begin();
  const themeButton = theme.begin();
  const help = h("button", {
    class: "icon-button", type: "button", title: "Keys (?)", "aria-label": "List the keys", click: () => keys.list(),
  }, "?");
  document.querySelector("noscript")?.remove();
  document.body.append(
    h("a", { class: "skip", href: "#main" }, "To the content"),
    h("header", { class: "top" }, path, tabs, h("div", { class: "grow" }),
      h("span", { class: "live", title: "Whether the server answers" }), copyMenu(), themeButton, help),
    banner, main);
  keys.begin([
    { keys: ["Escape"], says: "Back to the list", act: () => place().page !== "experiments" && go(home()) },
    { keys: ["t"], says: "Dark or light", act: () => theme.toggle() },
  ]);
  begin(render);
  render();
}

start();
