// A configuration tried next, made by hand or of that of a trial.

import { h, text } from "../../dom.js";
import { trialLink } from "../../route.js";
import type { Config, Detail } from "../../shapes.js";
import { tell } from "../toast.js";
import { Inputs } from "./inputs.js";
import { Wrong } from "./problem.js";
import { type Done, pathOf, send } from "./send.js";
import { sheet } from "./sheet.js";

const spaced = (config: Config): string => JSON.stringify(config, null, 2);

/** A trial more, with what is filled in; the rest is drawn. */
export function enqueue(detail: Detail, from?: { trial: number; config: Config }): Promise<Done | null> {
  const { experiment } = detail.summary;
  const inputs = new Inputs(detail.parameters, from?.config ?? {});
  const json = h("textarea", {
    class: "field json", rows: 12, spellcheck: "false", "aria-label": "Configuration as JSON", "data-field": "config",
    hidden: true,
  });
  const change = h("button", { class: "link-button", type: "button" }, "Write it as JSON");
  const read = (): Config => json.hidden ? inputs.config() : configOf(json.value);
  const misfitNote = h("p", { class: "act-problem", role: "alert", hidden: true });
  const place = h("div", { class: "sheet-fields-place" }, inputs.element, json, misfitNote);
  change.addEventListener("click", () => {
    if (json.hidden) {
      json.value = spaced(inputs.loosely());
    } else {
      // What cannot be shown in fields stays as it is written.
      try {
        const config = configOf(json.value);
        const misfit = inputs.misfit(config);
        if (misfit !== undefined) {
          throw new Wrong("config", `'${misfit}' has no field, or not with this value; it can only be sent as it is.`);
        }

        inputs.fill(config);
        misfitNote.hidden = true;
      } catch (wrong) {
        misfitNote.hidden = false;
        text(misfitNote, (wrong as Error).message);
        json.focus();
        return;
      }
    }

    json.hidden = !json.hidden;
    inputs.element.hidden = !json.hidden;
    text(change, json.hidden ? "Write it as JSON" : "Fill in fields");
  });
  return sheet({
    title: from === undefined ? `New trial of ${experiment}` : `Clone trial ${from.trial}`,
    says: "It is tried next, on top of those that were asked for. What is left empty is drawn.",
    body: [place],
    yes: "Add the trial", wide: true, beside: change,
    act: async key => send("POST", `${pathOf(experiment)}/trials`, key, { config: read() }),
  });
}

/** Leads to the trial. */
export function sayAdded(experiment: string, done: Done | null): void {
  if (done !== null) {
    tell(done.message, done.trial !== undefined && h("a", { href: trialLink(experiment, done.trial) },
      `Open trial ${done.trial}`));
  }
}

function configOf(json: string): Config {
  try {
    const config: unknown = JSON.parse(json);
    if (typeof config === "object" && config !== null && !Array.isArray(config)) {
      return config as Config;
    }
  } catch {
    // Said below.
  }

  throw new Wrong("config", "The configuration must be a JSON object, such as {\"lr\": 0.01}.");
}
