// What went wrong, at the field it is about.

import { Refused, Unknown } from "../../api.js";
import { h, set, text } from "../../dom.js";

/** What was typed cannot be sent as it is. */
export class Wrong extends Error {
  constructor(readonly field: string, message: string) { super(message); }
}

let notes = 0;

export class ProblemNote {
  private readonly id = `act-problem-${++notes}`;
  readonly element = h("p", { id: this.id, class: "act-problem", role: "alert", hidden: true });

  /** Says it below the fields of a form, marks the one that it names, and leads there. */
  show(form: HTMLElement, problem: unknown): void {
    this.clear(form);
    this.element.hidden = false;
    text(this.element, messageOf(problem));
    const named = problem instanceof Wrong ? [problem.field] : fieldsIn(messageOf(problem));
    const fields = [...form.querySelectorAll<HTMLElement>("[data-field]")];
    const field = named.map(each => fields.find(field => plain(field.dataset["field"]!) === plain(each)))
      .find(each => each);
    if (field) {
      // Nobody can be led to what is folded away.
      field.closest("details")?.setAttribute("open", "");
      set(field, { "aria-invalid": "true", "aria-describedby": this.id });
      field.focus();
    }
  }

  clear(form: HTMLElement): void {
    this.element.hidden = true;
    text(this.element, "");
    form.querySelectorAll("[aria-invalid]").forEach(
      field => set(field, { "aria-invalid": null, "aria-describedby": null }));
  }
}

// Sentences have the field in quotes, or begin with it; what they begin with may also be what it is a part of.
const fieldsIn = (message: string): string[] =>
  [...message.matchAll(/'([^']+)'/g), ...message.matchAll(/(?:^|[.;] )([A-Z]\w+)/g)].map(match => match[1]!);

// The server says '$.time_budget_seconds' of what the engine calls TimeBudget.
const plain = (name: string): string => name.replace(/^\$\.|_seconds$|_/g, "").toLowerCase();

export function messageOf(problem: unknown): string {
  return problem instanceof Refused || problem instanceof Unknown || problem instanceof Wrong ? problem.message
    : "The server does not answer. Nothing you typed is lost; tried again, it is done once.";
}
