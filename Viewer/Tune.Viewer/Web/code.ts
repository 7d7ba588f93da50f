// A configuration as something to paste: a C# record's initialiser, or JSON.

import type { Config, Value } from "./shapes.js";

export function json(config: Config): string {
  return JSON.stringify(config, null, 2);
}

/** `new() { … }` with a member for each parameter; parts of nested names become nested initialisers. */
export function csharp(config: Config): string {
  return `new()\n${block(tree(config), "")}`;
}

type Tree = Map<string, Tree | { leaf: Value }>;

function tree(config: Config): Tree {
  const root: Tree = new Map();
  for (const [name, value] of Object.entries(config)) {
    const parts = name.split("/");
    let at = root;
    for (const part of parts.slice(0, -1)) {
      const below = at.get(part);
      if (below instanceof Map) {
        at = below;
      } else {
        const made: Tree = new Map();
        at.set(part, made);
        at = made;
      }
    }

    at.set(parts[parts.length - 1]!, { leaf: value });
  }

  return root;
}

function block(members: Tree, indent: string): string {
  const lines = [...members].map(([name, member]) => `${indent}    ${identifier(name)} = `
    + (member instanceof Map ? `new()\n${block(member, indent + "    ")}` : literal(member.leaf)) + ",\n");
  return `${indent}{\n${lines.join("")}${indent}}`;
}

function identifier(name: string): string {
  const words = name.split(/[^\p{L}\p{Nd}]+/u).filter(word => word.length > 0);
  const joined = words.map(word => word[0]!.toUpperCase() + word.slice(1)).join("");
  return joined === "" ? "_" : /^\p{Nd}/u.test(joined) ? `_${joined}` : joined;
}

function literal(value: Value): string {
  return value === null ? "null"
    : Array.isArray(value) ? `[${value.map(literal).join(", ")}]`
    : typeof value === "boolean" ? String(value)
    : typeof value === "number" ? String(value)
    : `"${[...value].map(escaped).join("")}"`;
}

function escaped(letter: string): string {
  return letter === "\"" || letter === "\\" ? `\\${letter}`
    : letter === "\n" ? "\\n" : letter === "\r" ? "\\r" : letter === "\t" ? "\\t"
    : letter < " " ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}` : letter;
}
