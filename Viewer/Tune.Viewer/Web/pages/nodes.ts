// Where trials run: the slots of each node, and what is in them.

import { get } from "../api.js";
import { now, onReturn } from "../connection.js";
import { fill, h, set, text } from "../dom.js";
import { count, duration, moment, plural, short } from "../format.js";
import { ResourcesCard } from "../parts/resources.js";
import { empty, Stat } from "../parts/stat.js";
import { trialLink } from "../route.js";
import type { Real } from "../shapes.js";
import { real } from "../shapes.js";

interface Slot {
  slots: number[]; experiment: string; trial: number; attempt: number; iteration: number; metric: string; best?: Real;
  started_utc: string;
}

interface Node {
  name: string; answers: boolean; slots: number; cpu?: number; gpus?: number; memory_bytes?: number;
  free_bytes?: number; load?: number; cores?: number; offers?: Record<string, number>; running: Slot[];
}

interface NodeList { nodes: Node[]; waiting: number }

const askEvery = 2000;
const tilesMax = 128;

export async function nodesPage(at: HTMLElement, signal: AbortSignal): Promise<void> {
  document.title = "Nodes · TuneNet";
  const [busy, waiting, load, memory] = [new Stat("Slots in use"), new Stat("Waiting"), new Stat("Load"), new Stat("Memory")];
  const stats = h("dl", { class: "stats" }, ...[busy, waiting, load, memory].map(stat => stat.element));
  const place = h("div", { class: "stack" });
  const cards = new Map<string, NodeCard>();
  const resources = new ResourcesCard(null, signal);
  at.append(h("header", { class: "page-head" }, h("h1", {}, "Nodes")), stats, place, resources.element);

  const show = ({ nodes, waiting: waits }: NodeList) => {
    stats.hidden = nodes.length === 0;
    resources.element.hidden = !nodes.some(node => node.answers);
    if (nodes.length === 0) {
      cards.clear();
      fill(place, h("section", { class: "card" }, empty("Nobody runs trials here now",
        "A program that runs experiments on this store is a node, and its slots appear here. Start one:",
        h("code", {}, "dotnet run -c Release -- NAME"))));
      return;
    }

    const used = nodes.reduce((sum, node) => sum + usedOf(node), 0);
    const all = nodes.reduce((sum, node) => sum + node.slots, 0);
    busy.set(`${count(used)} / ${count(all)}`, all === 0 ? "it runs nothing itself"
      : `${Math.round(100 * used / all)} % of ${plural(nodes.length, "node")}`);
    waiting.set(count(waits), "trials without a slot");
    const own = nodes.find(node => node.load !== undefined);
    load.set(own?.load === undefined ? "–" : own.load.toFixed(2),
      own?.cores === undefined ? "" : `over a minute, of ${plural(own.cores, "core")}`);
    memory.set(own?.free_bytes === undefined ? "–" : bytes(own.free_bytes),
      own?.memory_bytes === undefined ? "" : `free of ${bytes(own.memory_bytes)}`);
    for (const name of [...cards.keys()].filter(name => !nodes.some(node => node.name === name))) {
      cards.delete(name);
    }

    const kept = nodes.map(node => {
      const card = cards.get(node.name) ?? new NodeCard();
      cards.set(node.name, card);
      card.set(node);
      return card.element;
    });
    if (kept.length !== place.children.length || kept.some((card, i) => place.children[i] !== card)) {
      place.replaceChildren(...kept);
    }
  };
  const load_ = async () => show(await get<NodeList>("nodes", signal));
  await load_();
  const timer = setInterval(() => void load_().catch(() => {}), askEvery);
  const clock = setInterval(() => cards.forEach(card => card.tick()), 1000);
  signal.addEventListener("abort", () => { clearInterval(timer); clearInterval(clock); });
  onReturn(() => void load_().catch(() => {}), signal);
}

const usedOf = (node: Node): number => new Set(node.running.flatMap(slot => slot.slots)).size;

class NodeCard {
  readonly element: HTMLElement;
  private readonly name = h("h2", { class: "cut" });
  private readonly facts = h("span", { class: "muted small" });
  private readonly used = h("span", { class: "bar-part fill-running" });
  private readonly bar = h("div", { class: "bar node-bar", role: "img" }, this.used);
  private readonly tiles = h("ul", { class: "tiles" });
  private readonly known = new Map<string, Tile>();

  constructor() {
    this.element = h("section", { class: "card" },
      h("div", { class: "card-head" }, this.name, this.facts, h("div", { class: "grow" }), this.bar), this.tiles);
  }

  set(node: Node): void {
    text(this.name, node.name);
    const used = usedOf(node);
    text(this.facts, node.answers ? [
      plural(node.slots, "slot"), plural(node.cpu ?? 0, "core"),
      node.gpus ? plural(node.gpus, "graphics card") : "",
      ...Object.entries(node.offers ?? {}).map(([name, amount]) => `${short(amount)} ${name}`),
    ].filter(part => part !== "").join(" · ") : "not of this program: as its experiments tell");
    this.used.style.width = `${100 * used / Math.max(1, node.slots)}%`;
    set(this.bar, { "aria-label": `${used} of ${node.slots} slots in use` });
    const first = new Map(node.running.map(slot => [slot.slots[0]!, slot]));
    const taken = new Set(node.running.flatMap(slot => slot.slots.slice(1)));
    const last = Math.max(node.slots, ...node.running.map(slot => slot.slots[0]! + 1));
    const shown: HTMLElement[] = [];
    for (let slot = 0; slot < last && shown.length < tilesMax; slot++) {
      if (!taken.has(slot) && (slot < node.slots || first.has(slot))) {
        const key = String(slot);
        const tile = this.known.get(key) ?? new Tile(slot);
        this.known.set(key, tile);
        tile.set(first.get(slot));
        shown.push(tile.element);
      }
    }

    if (last > tilesMax) {
      shown.push(h("li", { class: "tile-more muted small" }, `${count(last - tilesMax)} more slots`));
    }

    if (shown.length !== this.tiles.children.length || shown.some((tile, i) => this.tiles.children[i] !== tile)) {
      this.tiles.replaceChildren(...shown);
    }
  }

  tick(): void { this.known.forEach(tile => tile.tick()); }
}

class Tile {
  readonly element: HTMLElement;
  private readonly number = h("span", { class: "tile-slot tabular" });
  private readonly link = h("a", { class: "cut" });
  private readonly experiment = h("span", { class: "muted small cut" });
  private readonly value = h("span", { class: "small tabular cut" });
  private readonly time = h("span", { class: "muted small tabular" });
  private now: Slot | undefined;

  constructor(private readonly slot: number) {
    this.element = h("li", { class: "tile" }, h("div", { class: "tile-line" }, this.link, this.number), this.experiment,
      h("div", { class: "tile-line" }, this.value, this.time));
  }

  set(now: Slot | undefined): void {
    this.now = now;
    this.element.classList.toggle("tile-free", now === undefined);
    text(this.number, now === undefined || now.slots.length === 1 ? `slot ${this.slot}` : `slots ${now.slots.join(", ")}`);
    text(this.link, now === undefined ? "free" : `Trial ${now.trial}`);
    set(this.link, { href: now === undefined ? null : trialLink(now.experiment, now.trial) });
    text(this.experiment, now?.experiment ?? " ");
    const best = now?.best === undefined ? "" : ` · ${now.metric} ${short(real(now.best), 4)}`;
    text(this.value, now === undefined ? " " : `step ${count(now.iteration)}${best}`);
    this.element.title = now === undefined ? "" : `Attempt ${now.attempt}, since ${moment(now.started_utc)}`;
    this.tick();
  }

  tick(): void {
    text(this.time, this.now === undefined ? "" : duration((now() - Date.parse(this.now.started_utc)) / 1000));
  }
}

function bytes(size: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3));
  return `${short(size / 1000 ** power, 3)} ${units[power]}`;
}
