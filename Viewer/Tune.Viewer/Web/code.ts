// A configuration as something to paste: a C# record, or JSON.

import type { Config, Value } from "./shapes.js";

export function json(config: Config): string {
  return JSON.stringify(config, null, 2);
}

/** `new(…)` with the members of a record by their names in C#; the parts of nested names become nested records. */
export function csharp(config: Config): string {
  return made(tree(config), "");
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

function made(members: Tree, indent: string): string {
  const inner = `${indent}    `;
  return `new(${[...members].map(([name, member]) => `\n${inner}${identifier(name)}: `
    + (member instanceof Map ? made(member, inner) : literal(member.leaf))).join(",")})`;
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
