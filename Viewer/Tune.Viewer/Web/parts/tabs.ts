// The views beside the one that is shown, in the frame around it.

import { h } from "../dom.js";
import { experimentLink, home, type Place, to, viewLink } from "../route.js";

// Pages that stand below a tab.
const under: Partial<Record<Place["page"], string>> = { collection: "runs", run: "runs", model: "models" };

/** Shows those of the experiment, or of a page that is of none, the sections there are. */
export function showTabs(at: HTMLElement, place: Place): void {
  const tabs: [string, string, string][] = place.experiment === "" ? [
    ["experiments", "Experiments", home()],
    ["runs", "Runs", to("runs")],
    ["models", "Models", to("models")],
    ["nodes", "Nodes", to("nodes")],
  ] : [
    ["experiment", "Overview", experimentLink(place.experiment)],
    ["compare", "Compare", viewLink(place.experiment, "compare")],
    ["insight", "Insight", viewLink(place.experiment, "insight")],
    ["audit", "Audit", viewLink(place.experiment, "audit")],
  ];
  at.replaceChildren(...tabs.map(([page, says, href]) =>
    h("a", { class: "tab", href, "aria-current": under[place.page] === page || place.page === page ? "page" : null },
      says)));
}
