// A new experiment: like one that the program offers, or like one of the store.

import { fill, h } from "../../dom.js";
import { plural } from "../../format.js";
import { experimentLink } from "../../route.js";
import type { Detail, Template } from "../../shapes.js";
import { tell } from "../toast.js";
import { field } from "./field.js";
import { Order } from "./order.js";
import { type Done, send } from "./send.js";
import { sheet } from "./sheet.js";

/** Asks which template, and what is to be otherwise. */
export function submit(templates: Template[]): Promise<Done | null> {
  const order = new Order();
  const choice = h("select", { class: "field", "data-field": "Template" },
    ...templates.map((each, i) => h("option", { value: i }, each.template)));
  const about = h("div", { class: "template-about" });
  const chosen = (): Template => templates[Number(choice.value)]!;
  const show = () => {
    order.fill(chosen(), chosen().template);
    fill(about, ...aboutOf(chosen()));
  };
  choice.addEventListener("change", show);
  show();
  return ask("New experiment", "It begins at once, in the program that serves this page.",
    [h("div", { class: "template" }, field("Template", plural(templates.length, "is offered", "are offered"), choice),
      about)],
    order, () => ({ template: chosen().template }));
}

/** Asks what is to be otherwise than in an experiment. */
export function clone(detail: Detail): Promise<Done | null> {
  const { experiment, metric, mode, trials_max: trials } = detail.summary;
  const order = new Order();
  order.fill({ ...detail, metric, mode, ...(trials !== undefined && { trials }) }, experiment);
  return ask(`Clone ${experiment}`, "A new experiment with the same settings, but for what you change. Its trials are "
    + "its own.", [], order, () => ({ from: experiment }));
}

/** Leads to it. */
export function sayBegun(done: Done | null): void {
  if (done !== null) {
    tell(done.message, done.experiment !== undefined && h("a", { href: experimentLink(done.experiment) }, "Open it"));
  }
}

function ask(
  title: string, says: string, first: HTMLElement[], order: Order, like: () => object): Promise<Done | null> {
  return sheet({
    title, says, wide: true, yes: "Begin the experiment",
    body: [...first, order.main, h("details", { class: "sheet-more" },
      h("summary", {}, h("span", {}, "More"), h("span", { class: "muted small" }, "seed, metric, tags, note")),
      order.more)],
    act: async key => send("POST", "experiments", key, { ...like(), ...order.changes() }),
  });
}

const aboutOf = (template: Template): HTMLElement[] => [
  ...template.description === "" ? [] : [h("p", {}, template.description)],
  h("p", { class: "muted small" },
    `${template.metric} ${template.mode === "Min" ? "↓" : "↑"} · ${template.searcher} · ${template.scheduler} · `
    + template.parameters.filter(each => each.varied).map(each => each.name).join(", ")),
];
