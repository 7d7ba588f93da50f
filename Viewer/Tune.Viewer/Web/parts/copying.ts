// What a page shows, to take along: as a link, and where the page says how as a command for a terminal and as C#.

import { h, text } from "../dom.js";
import { copied } from "./copy.js";

export interface Ways { command: () => string; code: () => string }

let ways: Ways | null = null;

/** Says how the page that is open can be had elsewhere. */
export function canBeTaken(as: Ways, signal: AbortSignal): void {
  ways = as;
  signal.addEventListener("abort", () => { ways = ways === as ? null : ways; }, { once: true });
}

/** A word as a shell takes it. */
export const shell = (word: string): string =>
  /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A text as C# has it. */
export const quoted = (words: string): string => JSON.stringify(words)
  .replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");

export const run = (...words: string[]): string => `dotnet run -c Release -- ${words.map(shell).join(" ")}`;

export function copyMenu(): HTMLElement {
  const says = h("span", {}, "Copy");
  const items = h("div", { class: "menu-items" });
  const menu = h("details", { class: "menu" },
    h("summary", { class: "icon-button wide", title: "Copy what this page shows" }, says), items);
  const item = (label: string, what: () => string) => h("button", {
    class: "menu-item", type: "button", click: () => void (async () => {
      menu.open = false;
      menu.querySelector("summary")!.focus();
      text(says, (await copied(what())) ? "Copied" : "Not allowed");
      setTimeout(() => text(says, "Copy"), 1500);
    })(),
  }, label);
  menu.addEventListener("toggle", () => {
    if (menu.open) {
      items.replaceChildren(item("Link to this view", () => location.href), ...(ways === null ? [] : [
        item("Command for a terminal", ways.command), item("C#", ways.code)]));
      items.querySelector("button")?.focus();
    }
  });
  document.addEventListener("click", event => {
    if (!menu.contains(event.target as Node)) {
      menu.open = false;
    }
  });
  menu.addEventListener("keydown", event => {
    if (event.key === "Escape" && menu.open) {
      event.preventDefault();
      menu.open = false;
      menu.querySelector("summary")!.focus();
    } else if (menu.open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const all = [...items.querySelectorAll("button")];
      const at = all.indexOf(document.activeElement as HTMLButtonElement);
      all[(at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length]?.focus();
    }
  });
  return menu;
}
