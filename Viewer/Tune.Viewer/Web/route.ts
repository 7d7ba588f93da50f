// The whole view is in the address: a path for the page, a query for everything one can set on it.

import { base } from "./api.js";

/** Pages of one experiment besides its own, by what stands behind its name in the address. */
export const views = ["compare", "insight", "audit"] as const;
export type View = typeof views[number];

/** Pages that are of no experiment, by the first word of the address. */
export const sections = ["nodes", "runs", "models"] as const;
export type Section = typeof sections[number];

export interface Place {
  page: "experiments" | "experiment" | "trial" | "collection" | "run" | "sweep" | "model" | "nowhere" | View | Section;
  experiment: string; trial: number;
  /** What stands in the address behind the first word. */
  rest: string[];
}

export function place(): Place {
  const path = location.pathname.slice(base.length);
  const parts = decoded(path.split("/").filter(part => part !== ""));
  const [e = "", experiment = "", t = "", trial = ""] = parts;
  const at = (page: Place["page"], of = "", number = 0): Place =>
    ({ page, experiment: of, trial: number, rest: parts.slice(1) });
  return parts.length === 0 ? at("experiments")
    : parts.length === 1 && (sections as readonly string[]).includes(e) ? at(e as Section)
    : e === "runs" && /^\d{18}$/.test(experiment) && parts.length <= 3 ? at("sweep")
    : e === "runs" && /^\d+$/.test(experiment) && parts.length <= 3 ? at(parts.length === 2 ? "collection" : "run")
    : e === "models" && parts.length === 2 ? at("model")
    : e !== "e" ? at("nowhere")
    : parts.length === 2 ? at("experiment", experiment)
    : parts.length === 4 && t === "t" && /^\d+$/.test(trial) ? at("trial", experiment, Number(trial))
    : parts.length === 3 && (views as readonly string[]).includes(t) ? at(t as View, experiment)
    : at("nowhere");
}

/** Where MLflow's clients say that a run is: behind a sign that never reaches the server. Sweeps have ids of 18 digits
 * there. */
export function follow(): void {
  const [, collection, run] = /^#\/experiments\/(\d+)(?:\/runs\/([\w-]+))?/.exec(location.hash) ?? [];
  if (collection !== undefined) {
    history.replaceState(null, "", run === undefined ? to("runs", collection) : to("runs", collection, run));
  }
}

// What is no text in UTF-8 names nothing.
function decoded(parts: string[]): string[] {
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return ["?"];
  }
}

export const param = (name: string): string | null => new URLSearchParams(location.search).get(name);

/** Sets parts of the view without leaving the page; null takes one out. */
export function put(changes: Record<string, string | null>): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") {
      query.delete(name);
    } else {
      query.set(name, value);
    }
  }

  history.replaceState(history.state, "", address(location.pathname, query));
}

function address(path: string, query: URLSearchParams): string {
  const text = query.toString().replaceAll("%2C", ",");
  return text === "" ? path : `${path}?${text}`;
}

/** A link to a page. What was chosen for all pages goes along: the theme. */
export function to(...parts: (string | number)[]): string {
  const theme = param("theme");
  return `${base}/${parts.map(part => encodeURIComponent(part)).join("/")}`
    + (theme === null ? "" : `?theme=${encodeURIComponent(theme)}`);
}

/** Gives the links of the page the theme that was chosen since they were made. */
export function relink(): void {
  const theme = param("theme");
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[href]")) {
    if (link.origin === location.origin && !link.hasAttribute("download")
      && !link.getAttribute("href")!.startsWith("#")) {
      const query = new URLSearchParams(link.search);
      query.delete("theme");
      if (theme !== null) {
        query.set("theme", theme);
      }

      link.setAttribute("href", address(link.pathname, query));
    }
  }
}

export const home = (): string => to();
/** What was deleted, in the place of the experiments. */
export const binLink = (): string => `${home()}${home().includes("?") ? "&" : "?"}bin=1`;
export const experimentLink = (experiment: string): string => to("e", experiment);
export const trialLink = (experiment: string, trial: number): string => to("e", experiment, "t", trial);

export const viewLink = (experiment: string, view: View): string => to("e", experiment, view);

let show: () => void = () => {};

export function begin(render: () => void): void {
  show = render;
  addEventListener("popstate", render);
  document.addEventListener("click", event => {
    const link = (event.target as Element | null)?.closest("a[href]");
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0 || event.metaKey
      || event.ctrlKey || event.shiftKey || event.altKey || link.target !== "" || link.origin !== location.origin
      || link.hasAttribute("download") || link.getAttribute("href")!.startsWith("#")) {
      return;
    }

    event.preventDefault();
    go(link.pathname + link.search);
  });
}

/** Shows another page in the place of this one. */
export function instead(path: string): void {
  history.replaceState(null, "", path);
  show();
}

export function go(path: string): void {
  if (path !== location.pathname + location.search) {
    history.pushState(null, "", path);
  }

  show();
}
