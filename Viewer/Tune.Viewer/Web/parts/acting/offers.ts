// What the program that has the store open offers to be submitted.

import { get } from "../../api.js";
import type { Server, Template } from "../../shapes.js";

/** Empty for who may not submit, and where nothing is offered. */
export async function offers(server: Promise<Server>, signal: AbortSignal): Promise<Template[]> {
  const list = get<{ templates: Template[] }>("templates", signal).catch(() => ({ templates: [] }));
  return (await server).can_act ? (await list).templates : [];
}
