// What changes in an experiment, as it changes: pushed over a socket, asked for where none comes through. Either way
// each piece says where to go on, so nothing is lost between two of them.

import { base, get, name, Refused } from "./api.js";
import { answered, isGone, isLive, probe } from "./connection.js";
import type { Changes } from "./shapes.js";

const askEvery = 1000;
/** After so many sockets that did not last, it is asked for so many times before another one is tried. */
const socketsBrokenMax = 2;
const asksMax = 60;
const lasting = 5000;

/** Which journal is followed: one that is made anew under the same name is another. */
export interface Of { journal?: string; anew?: () => void }

export function follow(
  experiment: string, since: number, heard: (changes: Changes) => void, signal: AbortSignal, of: Of = {}): void {
  let position = since;
  let journal = of.journal ?? "";
  let broken = 0;
  let asks = 0;

  const take = (changes: Changes) => {
    answered();
    if (changes.reset && of.anew) {
      of.anew();
      return;
    }

    [position, journal] = [changes.position, changes.journal];
    if (changes.cut || changes.summary || changes.trials.length > 0) {
      heard(changes);
    }
  };

  const run = async () => {
    while (!signal.aborted) {
      if (broken < socketsBrokenMax) {
        broken = (await listen()) ? 0 : broken + 1;
        asks = 0;
      } else {
        await ask();
        broken = ++asks < asksMax ? broken : 0;
      }

      if (!signal.aborted && !isLive()) {
        broken = 0;
        await until(1000);
        await probe();
      }
    }
  };

  // Ends when the socket does; true if it had lasted.
  const listen = () => new Promise<boolean>(resolve => {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const path = `${base}/api/v1/experiments/${name(experiment)}/feed?${from()}`;
    const socket = new WebSocket(`${scheme}//${location.host}${path}`);
    let opened = Infinity;
    const leave = () => socket.close();
    signal.addEventListener("abort", leave, { once: true });
    socket.onopen = () => { opened = performance.now(); answered(); };
    socket.onmessage = message => take(JSON.parse(message.data as string) as Changes);
    socket.onclose = () => {
      signal.removeEventListener("abort", leave);
      const lasted = performance.now() - opened > lasting;
      if (signal.aborted) {
        resolve(lasted);
      } else {
        // Why it closed is not said: an ordinary question tells whether the server is there.
        void check().then(() => resolve(lasted));
      }
    };
  });

  const check = async () => {
    try {
      await catchUp();
    } catch (problem) {
      await until(isMissing(problem) ? 5000 : 500);
    }
  };

  const ask = async () => {
    try {
      await catchUp();
    } catch (problem) {
      if (!isGone(problem) && !isMissing(problem)) {
        await until(5000);
      }
    }

    await until(askEvery);
  };

  const catchUp = async () => {
    let changes: Changes;
    do {
      changes = await get<Changes>(`experiments/${name(experiment)}/changes?${from()}`, signal);
      take(changes);
    } while (changes.more && !signal.aborted);
  };

  const from = () => `since=${position}&journal=${encodeURIComponent(journal)}`;

  // An experiment that is gone is said to be by the page, drawn anew.
  const isMissing = (problem: unknown) => {
    const missing = problem instanceof Refused && problem.status === 404;
    if (missing) {
      of.anew?.();
    }

    return missing;
  };

  const until = (milliseconds: number) => new Promise<void>(resolve => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });

  void run();
}
