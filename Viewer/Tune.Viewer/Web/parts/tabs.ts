// The views beside the one that is shown, in the frame around it.

import { h } from "../dom.js";
import { experimentLink, type Place, viewLink } from "../route.js";

/** Shows those of the experiment; of a page that is of none, nothing. */
export function showTabs(at: HTMLElement, place: Place): void {
  const tabs: [string, string, string][] = place.experiment === "" ? [] : [
    ["experiment", "Overview", experimentLink(place.experiment)],
    ["compare", "Compare", viewLink(place.experiment, "compare")],
    ["insight", "Insight", viewLink(place.experiment, "insight")],
  ];
  at.hidden = tabs.length === 0;
  at.replaceChildren(...tabs.map(([page, says, href]) =>
    h("a", { class: "tab", href, "aria-current": place.page === page ? "page" : null }, says)));
}
