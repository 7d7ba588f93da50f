// Dark or light: as the system says, unless the address says otherwise. Canvases ask here for their colours.

import { h, set } from "./dom.js";
import { param, put, relink } from "./route.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const changed = new EventTarget();
const probe = h("span", { class: "probe", "aria-hidden": "true" });
const known = new Map<string, string>();
const button = h("button", { class: "icon-button", type: "button", click: toggle });

export function begin(): HTMLElement {
  document.body.append(probe);
  dark.addEventListener("change", apply);
  apply();
  return button;
}

/** Takes over what the address says. */
export function apply(): void {
  const asked = param("theme");
  const root = document.documentElement;
  root.dataset["theme"] = asked === "dark" || asked === "light" ? asked : dark.matches ? "dark" : "light";
  const other = root.dataset["theme"] === "dark" ? "light" : "dark";
  set(button, { "aria-label": `Switch to the ${other} theme`, title: `Switch to the ${other} theme (t)` });
  button.textContent = root.dataset["theme"] === "dark" ? "☀" : "☾";
  known.clear();
  changed.dispatchEvent(new Event("change"));
}

export function toggle(): void {
  const next = document.documentElement.dataset["theme"] === "dark" ? "light" : "dark";
  put({ theme: next === (dark.matches ? "dark" : "light") ? null : next });
  apply();
  relink();
}

export function onTheme(heard: () => void, signal: AbortSignal): void {
  changed.addEventListener("change", heard, { signal });
}

/** What a colour of the style sheet is now, by its name. */
export function colour(name: string): string {
  let value = known.get(name);
  if (value === undefined) {
    probe.style.color = `var(--${name})`;
    value = getComputedStyle(probe).color;
    known.set(name, value);
  }

  return value;
}
