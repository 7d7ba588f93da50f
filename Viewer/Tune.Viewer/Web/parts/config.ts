// A configuration: as a table to read, as C# and JSON to take along.

import { csharp, json } from "../code.js";
import { h } from "../dom.js";
import { short } from "../format.js";
import type { Config, Value } from "../shapes.js";
import { copyButton } from "./copy.js";

export interface ConfigCard { element: HTMLElement; set: (config: Config | undefined) => void }

export const shown = (value: Value | undefined): string => value === undefined || value === null ? ""
  : typeof value === "number" ? short(value, 5) : Array.isArray(value) ? value.map(shown).join(", ") : String(value);

export function configCard(title: string, nothing: string): ConfigCard {
  let now: Config = {};
  let known = "";
  const body = h("dl", { class: "facts config" });
  const buttons = h("div", { class: "buttons", hidden: true },
    copyButton("Copy C#", () => csharp(now)), copyButton("Copy JSON", () => json(now)));
  const none = h("p", { class: "muted" }, nothing);
  const element = h("section", { class: "card" },
    h("div", { class: "card-head" }, h("h2", {}, title), h("div", { class: "grow" }), buttons), none, body);
  return {
    element,
    set: config => {
      const text = JSON.stringify(config ?? {});
      if (text === known) {
        return;
      }

      [now, known] = [config ?? {}, text];
      const isEmpty = Object.keys(now).length === 0;
      buttons.hidden = isEmpty;
      none.hidden = !isEmpty;
      body.replaceChildren(...Object.entries(now).map(([name, value]) => h("div", {},
        h("dt", { class: "cut", title: name }, name),
        h("dd", { class: "cut", title: JSON.stringify(value) }, shown(value)))));
    },
  };
}
