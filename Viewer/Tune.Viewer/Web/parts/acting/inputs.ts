// One input for each parameter of a space, as far as the choices made so far open it.

import { h } from "../../dom.js";
import type { Config, Parameter, Value } from "../../shapes.js";
import { shown } from "../config.js";
import { field } from "./field.js";
import { Wrong } from "./problem.js";

interface Entry { parameter: Parameter; place: HTMLElement; input: HTMLInputElement | HTMLSelectElement }

const same = (one: Value, other: Value): boolean => JSON.stringify(one) === JSON.stringify(other);

export class Inputs {
  readonly element = h("div", { class: "sheet-fields" });
  private entries: Entry[] = [];
  private readonly fixed: Map<string, Value>;

  constructor(private readonly parameters: Parameter[], config: Config) {
    this.fixed = new Map(parameters.filter(each => each.kind === "constant" && each.options)
      .map(each => [each.name, each.options![0]!]));
    this.fill(config);
  }

  /** Shows a configuration; what it leaves out is to be drawn. */
  fill(config: Config): void {
    this.entries = this.parameters.filter(each => each.kind !== "constant" && each.kind !== "derived")
      .map(parameter => this.entry(parameter, config[parameter.name]));
    this.element.replaceChildren(...this.entries.map(each => each.place));
    this.open();
  }

  /** What of a configuration has no field here, if there is something. */
  misfit(config: Config): string | undefined {
    return Object.keys(config).find(name => {
      const parameter = this.parameters.find(each => each.name === name);
      const value = config[name]!;
      return parameter === undefined || parameter.kind === "derived" || (parameter.options !== undefined
        ? !parameter.options.some(option => same(option, value))
        : typeof value === "object");
    });
  }

  /** What is filled in, of the parameters that play a part; of a text that is no number, the text. */
  loosely(): Config {
    const config: Config = {};
    for (const { parameter, place, input } of this.entries) {
      const value = valueOf(parameter, input);
      if (!place.hidden && value !== undefined) {
        config[parameter.name] = value;
      }
    }

    return config;
  }

  /** The same, as it can be sent. */
  config(): Config {
    const config = this.loosely();
    for (const { parameter } of this.entries) {
      const value = config[parameter.name];
      if (parameter.options === undefined && parameter.numeric && typeof value === "string") {
        throw new Wrong(parameter.name, `The parameter '${parameter.name}' is “${value}”; allowed is `
          + `${parameter.allowed}.`);
      }
    }

    return config;
  }

  private entry(parameter: Parameter, value: Value | undefined): Entry {
    const input = parameter.options === undefined ? typed(parameter, value) : chosen(parameter, value);
    input.addEventListener("change", () => this.open());
    return { parameter, place: field(parameter.name, hintOf(parameter), input), input };
  }

  // Parents stand before their children.
  private open(): void {
    const given = new Map<string, Value>(this.fixed);
    for (const { parameter, place, input } of this.entries) {
      place.hidden = !(parameter.when ?? []).every(condition => {
        const parent = given.get(condition.parameter);
        return parent !== undefined && condition.values.some(value => same(value, parent));
      });
      const value = valueOf(parameter, input);
      if (!place.hidden && value !== undefined) {
        given.set(parameter.name, value);
      }
    }
  }
}

function typed(parameter: Parameter, value: Value | undefined): HTMLInputElement {
  return h("input", {
    class: "field", type: "text", inputmode: parameter.kind === "whole" ? "numeric" : "decimal", autocomplete: "off",
    spellcheck: "false", placeholder: "drawn", "data-field": parameter.name,
    value: value === undefined ? "" : String(value),
  });
}

function chosen(parameter: Parameter, value: Value | undefined): HTMLSelectElement {
  return h("select", { class: "field", "data-field": parameter.name },
    h("option", { value: "" }, "drawn"),
    ...parameter.options!.map((option, i) => h("option", {
      value: i, selected: value !== undefined && same(option, value),
    }, option === null ? "null" : shown(option))));
}

function valueOf(parameter: Parameter, input: HTMLInputElement | HTMLSelectElement): Value | undefined {
  const text = input.value.trim();
  return text === "" ? undefined
    : parameter.options !== undefined ? parameter.options[Number(text)]
    : parameter.numeric && Number.isFinite(Number(text)) ? Number(text) : text;
}

function hintOf({ kind, low, high, log, step, allowed, options }: Parameter): string {
  return options !== undefined ? "" : low === undefined || high === undefined ? allowed
    : [`${low} to ${high}`, kind === "whole" ? "whole" : "", step === undefined ? "" : `in steps of ${step}`,
      log ? "log" : ""].filter(each => each !== "").join(", ");
}
