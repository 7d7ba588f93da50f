// Whether the server is there. What is shown stays when it goes; a banner says how old it is.

import { get, onAnswer, Unknown, Unreachable } from "./api.js";
import { h, text } from "./dom.js";
import type { Server } from "./shapes.js";

type State = "answered" | "unreachable" | "unknown";

let state: State = "answered";
let lastAnswer = Date.now();
let asking = false;
const returned = new EventTarget();
const words = h("span");
// How old it is changes each second: seen, but not read out each time.
const age = h("span", { "aria-hidden": "true" });
const banner = h("div", { class: "banner", hidden: true },
  h("span", { role: "status", "aria-live": "polite" }, words), " ", age);

/** The time for which what is shown is true: it stands still while the server is gone. */
export const now = (): number => state === "answered" ? Date.now() : lastAnswer;

/** Calls when the server is back after it was gone. */
export function onReturn(heard: () => void, signal: AbortSignal): void {
  returned.addEventListener("return", heard, { signal });
}

export const isLive = (): boolean => state === "answered";

/** Something came, by whatever way. */
export function answered(): void { change("answered"); }

export function begin(): HTMLElement {
  onAnswer(change);
  setInterval(say, 1000);
  setInterval(() => void probe(), 2000);
  return banner;
}

function change(to: State): void {
  const before = state;
  state = to;
  if (to === "answered") {
    lastAnswer = Date.now();
  }

  if (before !== to) {
    say();
    if (to === "answered") {
      returned.dispatchEvent(new Event("return"));
    }
  }
}

function say(): void {
  const seconds = Math.max(1, Math.round((Date.now() - lastAnswer) / 1000));
  const old = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  banner.hidden = state === "answered";
  banner.className = `banner banner-${state}`;
  document.documentElement.dataset["connection"] = state;
  text(words, state === "answered" ? ""
    : state === "unreachable" ? "The server does not answer. What you see is as of the last update."
    : "The server has been started anew, so this browser is no longer logged in. Run “view” and open the link it "
      + "prints.");
  text(age, state === "answered" ? "" : `Last update ${old} ago.`);
}

/** Asks whether the server is there: every ten seconds, and every two while it is gone. */
export async function probe(): Promise<State> {
  if (!asking && (state !== "answered" || Date.now() - lastAnswer > 10_000)) {
    asking = true;
    try {
      await get<Server>("server", AbortSignal.timeout(8000));
    } catch (problem) {
      if (!(problem instanceof Unknown)) {
        change("unreachable");
      }
    } finally {
      asking = false;
    }
  }

  return state;
}

export const isGone = (problem: unknown): boolean => problem instanceof Unreachable || problem instanceof Unknown;
