// Registered models, and one of them with its versions and where they come from.

import { get } from "../api.js";
import { now } from "../connection.js";
import { fill, h, text } from "../dom.js";
import { ago, count, moment, plural } from "../format.js";
import { onPage } from "../keys.js";
import { copyButton } from "../parts/copy.js";
import type { Model, Version } from "../parts/runs/shapes.js";
import { empty } from "../parts/stat.js";
import { go, to, trialLink } from "../route.js";
import { every } from "./runs.js";

const askEvery = 5000;

export async function modelsPage(at: HTMLElement, signal: AbortSignal): Promise<void> {
  document.title = "Models · TuneNet";
  const total = h("span", { class: "muted tabular" });
  const place = h("section", { class: "card flush" });
  at.append(h("header", { class: "page-head" }, h("h1", {}, "Models"), total), place);
  const load = async () => {
    const list = await get<{ total: number; models: Model[] }>("models?take=1000", signal);
    text(total, list.total === 0 ? "" : count(list.total));
    fill(place, list.models.length === 0
      ? empty("No model yet", "A model is a name for checkpoints worth keeping: register the one of a trial, or let a "
        + "program do it with any client of MLflow.",
      h("code", {}, "mlflow.register_model(\"runs:/RUN/model\", \"NAME\")"))
      : h("table", { class: "list runs-list" },
        h("thead", {}, h("tr", {}, ...["Model", "Versions", "Aliases", "Changed"].map(each => h("th", { scope: "col" }, each)))),
        h("tbody", {}, ...list.models.map(model => h("tr", {},
          h("td", {}, h("a", { class: "list-link", href: to("models", model.name) }, model.name),
            model.note === "" ? null : h("span", { class: "muted small cut model-note" }, model.note)),
          h("td", { class: "tabular" }, count(model.version_count)),
          h("td", {}, aliases(model)), h("td", { title: moment(model.changed_utc) }, ago(model.changed_utc, now())))))));
  };
  await load();
  every(askEvery, load, signal);
}

const aliases = (model: Model): HTMLElement => h("span", { class: "aliases" }, ...Object.entries(model.aliases)
  .map(([alias, version]) => h("span", { class: "alias" }, `${alias} → ${version}`)));

export async function modelPage(at: HTMLElement, name: string, signal: AbortSignal): Promise<void> {
  document.title = `${name} · TuneNet`;
  const total = h("span", { class: "muted" });
  const note = h("p", { class: "muted model-text", hidden: true });
  const place = h("section", { class: "card flush" });
  at.append(h("header", { class: "page-head" }, h("h1", { class: "cut" }, name), total), note, place);
  const load = async () => {
    const model = await get<Model>(`models/${encodeURIComponent(name)}`, signal);
    text(total, plural(model.version_count, "version"));
    note.hidden = model.note === "";
    text(note, model.note);
    fill(place, model.versions.length === 0
      ? empty("No version yet", "The name is registered; a version comes with the first checkpoint.")
      : h("div", { class: "wide-list", tabindex: 0, role: "region", "aria-label": "Versions" },
        h("table", { class: "diff runs-table" },
          h("thead", {}, h("tr", {}, ...["Version", "Aliases", "From", "Files", "Stage", "Made", "Note"].map(each =>
            h("th", { scope: "col" }, each)))),
          h("tbody", {}, ...model.versions.map(version => versionRow(model, version))))));
  };
  onPage([{ keys: ["Escape"], says: "Back to the models", act: () => go(to("models")) }], signal);
  await load();
  every(askEvery, load, signal);
}

function versionRow(model: Model, version: Version): HTMLElement {
  const own = Object.entries(model.aliases).filter(([, number]) => number === version.version);
  return h("tr", {},
    h("td", { class: "tabular" }, String(version.version)),
    h("td", {}, h("span", { class: "aliases" }, ...own.map(([alias]) => h("span", { class: "alias" }, alias)))),
    h("td", {}, version.experiment !== undefined && version.trial !== undefined
      ? h("a", { href: trialLink(version.experiment, version.trial) }, `${version.experiment} trial ${version.trial}`)
      : version.run !== undefined && version.collection !== undefined
        ? h("a", { href: to("runs", version.collection, version.run) }, `run ${version.run.slice(0, 8)}`)
        : h("span", { class: "muted" }, "–")),
    h("td", {}, version.checkpoint === undefined
      ? h("span", { class: "cut model-source", title: version.source }, version.source)
      : h("span", { class: "digest" }, h("code", {}, version.checkpoint.slice(0, 12)),
        copyButton("Copy", () => version.checkpoint!))),
    h("td", {}, version.stage === "None" ? "–" : version.stage),
    h("td", { title: moment(version.created_utc) }, ago(version.created_utc, now())),
    h("td", { class: "cut model-source", title: version.note }, version.note === "" ? "–" : version.note));
}
