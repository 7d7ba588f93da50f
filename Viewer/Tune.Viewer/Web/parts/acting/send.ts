// Asks for something to be done. Under one key it is done once, however often it is asked for.

import { ask, name } from "../../api.js";

export interface Done { message: string; trial?: number; experiment?: string; is_repeat: boolean }

/** What is done to: an experiment, or a trial of it. */
export const pathOf = (experiment: string, trial?: number): string =>
  `experiments/${name(experiment)}${trial === undefined ? "" : `/trials/${trial}`}`;

/** A key that nobody else has, for what a form has done: the same however often it is asked for. What was changed after
 * an answer got lost is another thing, and has another key. */
export class Key {
  private key = random();
  private asked: string | undefined;

  of(asked: string): string {
    this.key = this.asked === undefined || this.asked === asked ? this.key : random();
    this.asked = asked;
    return this.key;
  }
}

const random = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map(each => each.toString(16).padStart(2, "0")).join("");

export async function send(
  method: "POST" | "PATCH" | "DELETE", path: string, key: Key, body?: object): Promise<Done> {
  const headers: Record<string, string> = { "Idempotency-Key": key.of(JSON.stringify(body ?? null)) };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }

  const answer = await ask(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return (await answer.json()) as Done;
}
