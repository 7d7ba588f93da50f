// How artifacts come about, where there are none yet.

import { h } from "../dom.js";
import { copyButton } from "./copy.js";

const lines = `await context.SaveArtifactAsync("notes.md", "What this trial is about");
await context.SaveArtifactAsync("predictions.csv", "true,predicted\n3,5\n");
await context.SaveArtifactAsync("plots/curve.png", File.OpenRead("curve.png"));`;

export const artifactsHint = (): HTMLElement[] => [
  h("p", { class: "muted" }, "No files yet. Training code keeps pictures, tables and texts with its trial:"),
  h("pre", { class: "log hint", tabindex: 0, "aria-label": "How to keep a file" }, lines),
  h("div", { class: "hint-line" },
    h("p", { class: "muted small grow" }, "A program of another language puts them into the folder ",
      h("code", {}, "TUNE_ARTIFACTS"), "."),
    copyButton("Copy C#", () => lines)),
];
