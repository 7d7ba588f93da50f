// One experiment: what it has come to, its curves and its trials, as they grow.

import { get, name } from "../api.js";
import { now as lastKnown, onReturn } from "../connection.js";
import { h, text, throttled } from "../dom.js";
import { follow } from "../feed.js";
import { Late } from "../parts/late.js";
import { ago, count, duration, moment, plural, short } from "../format.js";
import { onPage } from "../keys.js";
import { AboutCard } from "../parts/acting/about.js";
import { BinNote } from "../parts/acting/binned.js";
import { offers } from "../parts/acting/offers.js";
import { ExperimentActs } from "../parts/acting/experiment.js";
import { Title } from "../parts/acting/title.js";
import { TrialBin } from "../parts/acting/trialbin.js";
import { asked } from "../parts/asked.js";
import { configCard } from "../parts/config.js";
import { canBeTaken } from "../parts/copying.js";
import { waysOfExperiment } from "../parts/ways.js";
import { EventsCard } from "../parts/events.js";
import { clones } from "../parts/family.js";
import { between, left } from "../parts/forecast.js";
import { LineageCard } from "../parts/lineage.js";
import { ResourcesCard } from "../parts/resources.js";
import { RungsCard } from "../parts/rungs.js";
import { TimelineCard } from "../parts/timeline.js";
import { CurvesCard } from "../parts/curves.js";
import { HistoryCard } from "../parts/history.js";
import { Stat } from "../parts/stat.js";
import { CountsBar, StateMark } from "../parts/status.js";
import { WaitingLines } from "../parts/waiting.js";
import { TrialPages } from "../parts/pages.js";
import { TrialTable } from "../parts/table.js";
import { go, trialLink } from "../route.js";
import type { Changes, Detail, Experiment, Points, Server } from "../shapes.js";
import { real } from "../shapes.js";

const pointsPage = 5000;

export async function experimentPage(at: HTMLElement, experiment: string, signal: AbortSignal): Promise<void> {
  const path = `experiments/${name(experiment)}`;
  // All is asked for at once; what is above the fold does not wait for what all trials came to.
  const pages = new TrialPages(experiment, asked(), signal);
  pages.need(0, 0);
  const whole = allPoints(path, signal);
  whole.catch(() => {});
  const waiting = new WaitingLines(experiment, signal);
  const knows = get<Server>("server", signal);
  const [server, detail, templates] = await Promise.all([
    knows, get<Detail>(`${path}/detail`, signal), offers(knows, signal), waiting.load(signal)]);
  let summary = detail.summary;
  const acts = server.can_act
    ? new ExperimentActs(detail, templates.some(each => each.trainable === detail.trainable)) : null;
  const head = new Head(experiment, server.can_act, acts);
  const stats = new Stats(experiment);
  const history = new HistoryCard(experiment, detail.summary, signal);
  const curves = new CurvesCard(experiment, detail, signal);
  const table = new TrialTable(experiment, detail, pages, signal);
  const rungs = new RungsCard(detail, () => askBest());
  const timeline = new TimelineCard(experiment, detail.summary, signal);
  const lineage = clones.has(detail.scheduler) ? new LineageCard(experiment, signal) : null;
  const resources = new ResourcesCard(() => summary, signal);
  const events = new EventsCard(experiment, signal);
  const best = configCard("Best configuration", "It appears with the first result.");
  const setup = setupCard(detail);
  const about = new AboutCard(experiment, undefined, server.can_act);
  const bin = new TrialBin(experiment, detail.summary.metric, server.can_act, () => table.refresh(), signal);
  at.append(head.element, head.bin.element, waiting.element, stats.element,
    h("div", { class: "pair" }, history.element, curves.element),
    rungs.element,
    h("div", { class: "with-side" },
      h("div", { class: "stack" }, table.element, bin.element, ...(lineage ? [lineage.element] : []), timeline.element,
        resources.element, events.element),
      h("div", { class: "side" }, best.element, about.element, setup)));

  const show = (now: Experiment) => {
    summary = now;
    head.set(now);
    stats.set(now);
    table.setCounts(now.counts);
    about.setTags(now.tags);
  };
  const late = new Late();
  const load = async () => {
    const [[fresh, all], later] = await late.during(
      () => Promise.all([get<Detail>(`${path}/detail`, signal), allPoints(path, signal)]),
      ([, points]) => points.position);
    // What the feed has told meanwhile is newer.
    if (fresh.summary.position >= summary.position) {
      show(fresh.summary);
    }

    best.set(fresh.summary.best?.config);
    about.setNote(fresh.note);
    history.load(all, summary, later);
    curves.load(all, summary, fresh.metrics, later);
    rungs.know(fresh.brackets);
    rungs.load(all);
    later.forEach(changes => rungs.change(changes));
    stats.forecast(all);
    table.refresh();
  };

  // The summary of the feed has no configuration: another best trial means to ask.
  const askBest = throttled(2000, async () => {
    const fresh = await get<Detail>(`${path}/detail`, signal);
    best.set(fresh.summary.best?.config);
    about.setNote(fresh.note);
    curves.setMetrics(fresh.metrics);
    rungs.know(fresh.brackets);
  }, signal);
  const reload = throttled(2000, load, signal);
  const heard = (changes: Changes) => {
    late.note(changes);
    if (changes.cut) {
      reload();
    }

    if (changes.summary && changes.summary.position >= summary.position) {
      // Where nothing else has changed, somebody may have written a note.
      if (changes.summary.best?.value !== summary.best?.value || changes.summary.best?.trial !== summary.best?.trial
        || changes.summary.reports === summary.reports) {
        askBest();
      }

      show(changes.summary);
    }

    history.change(changes, summary);
    curves.change(changes, summary);
    table.change(changes);
    bin.change(changes);
    rungs.change(changes);
    timeline.change(summary);
    lineage?.change(summary.best?.trial);
    events.change();
    waiting.change();
  };

  canBeTaken(waysOfExperiment(experiment), signal);
  show(detail.summary);
  best.set(detail.summary.best?.config);
  about.setNote(detail.note);
  onPage([...table.keys, ...acts?.keys ?? []], signal);
  const points = await whole;
  history.load(points, detail.summary);
  curves.load(points, detail.summary, detail.metrics);
  rungs.load(points);
  lineage?.change(detail.summary.best?.trial);
  stats.forecast(points);
  // From the lowest position of all that was loaded: what came after one answer and before another is not lost.
  const from = Math.min(detail.summary.position, points.position, await pages.begun);
  follow(experiment, from, heard, signal, {
    journal: detail.summary.journal, anew: () => go(location.pathname + location.search),
  });
  onReturn(reload, signal);
  const clock = setInterval(() => stats.tick(), 1000);
  signal.addEventListener("abort", () => clearInterval(clock));
}

async function allPoints(path: string, signal: AbortSignal): Promise<Points> {
  const all = await get<Points>(`${path}/points?take=${pointsPage}`, signal);
  while (all.trials.length < all.total) {
    const next = await get<Points>(`${path}/points?take=${pointsPage}&skip=${all.trials.length}`, signal);
    if (next.trials.length === 0) {
      break;
    }

    // A trial that has changed meanwhile is told by the feed.
    all.position = Math.min(all.position, next.position);
    all.trials.push(...next.trials);
    all.status.push(...next.status);
    all.values.push(...next.values);
    all.iterations.push(...next.iterations);
    all.seconds.push(...next.seconds);
    all.brackets?.push(...next.brackets ?? []);
  }

  return all;
}

class Head {
  readonly element: HTMLElement;
  readonly bin = new BinNote("This experiment");
  private readonly title: Title;
  private readonly state = new StateMark("");
  private readonly why = h("p", { class: "why muted" });

  constructor(experiment: string, canAct: boolean, private readonly acts: ExperimentActs | null) {
    this.title = new Title(experiment, canAct);
    this.element = h("header", { class: "page-head" }, ...this.title.elements, this.state.element, this.why,
      h("div", { class: "grow" }), acts && acts.element);
  }

  set(now: Experiment): void {
    this.state.set(now.state);
    text(this.why, now.why);
    this.title.set(now.title);
    this.bin.set(now.deleted_utc);
    this.acts?.set(now);
  }
}

class Stats {
  readonly element: HTMLElement;
  private readonly best = new Stat("Best");
  private readonly trials: Stat;
  private readonly bar = new CountsBar();
  private readonly running = new Stat("Running");
  private readonly reports = new Stat("Reports");
  private readonly time = new Stat("Time");
  private readonly left = new Stat("Left");
  private points: Points | null = null;
  private now: Experiment | null = null;

  constructor(private readonly experiment: string) {
    this.trials = new Stat("Trials", this.bar.element);
    this.element = h("dl", { class: "stats" },
      ...[this.best, this.trials, this.running, this.reports, this.time, this.left].map(stat => stat.element));
  }

  set(now: Experiment): void {
    this.now = now;
    const value = real(now.best?.value);
    const aim = `${now.metric} ${now.mode === "Min" ? "↓" : "↑"}`;
    this.best.link(short(value, 6), now.best ? trialLink(this.experiment, now.best.trial) : null,
      now.best ? `${aim} · trial ${now.best.trial}` : aim);
    this.trials.set(now.trials_max !== undefined && now.trials_max >= now.trials
      ? `${count(now.trials)} / ${count(now.trials_max)}` : count(now.trials));
    this.bar.set(now.counts, now.trials_max);
    const of = (status: string) => now.counts[status] ?? 0;
    this.running.set(count(of("Running")), [
      of("Paused") > 0 ? `${count(of("Paused"))} paused` : "",
      of("Pending") > 0 ? `${count(of("Pending"))} waiting` : "",
      of("Errored") > 0 ? `${count(of("Errored"))} failed` : ""].filter(part => part !== "").join(", "));
    this.reports.set(count(now.reports), now.trials > 0 ? `${short(now.reports / now.trials, 3)} a trial` : "");
    this.tick();
  }

  /** What is left is reckoned from how all trials went. */
  forecast(all: Points): void {
    this.points = all;
    this.tick();
  }

  private sayLeft(now: Experiment, seconds: number): void {
    const is = this.points === null ? null : left(this.points, now, seconds);
    this.left.set(
      now.state !== "active" ? "–" : is === null ? "…" : between(is.low, is.high),
      now.state !== "active" ? leftOf[now.state] ?? "it has ended" : is !== null ? `for ${plural(is.trials, "trial")}`
        : now.trials_max === undefined ? "nothing says how many" : "after four trials have ended");
  }

  tick(): void {
    if (this.now !== null) {
      const end = this.now.state === "active" ? lastKnown() : Date.parse(this.now.last_utc);
      this.time.set(duration((end - Date.parse(this.now.created_utc)) / 1000),
        `last change ${ago(this.now.last_utc, lastKnown())}`);
      this.sayLeft(this.now, (lastKnown() - Date.parse(this.now.created_utc)) / 1000);
      this.time.element.title = `Created ${moment(this.now.created_utc)}`;
    }
  }
}

const leftOf: Record<string, string> = {
  paused: "it is paused", interrupted: "its program is gone",
};


function setupCard(detail: Detail): HTMLElement {
  const rows: [string, string][] = [
    ["Searcher", detail.searcher], ["Scheduler", detail.scheduler], ["Training code", detail.trainable],
    ["At once", detail.max_concurrent === undefined ? "" : plural(detail.max_concurrent, "trial")],
    ["Time budget", detail.time_budget_seconds === undefined ? "" : duration(detail.time_budget_seconds)],
    ["Program", detail.program ? `${detail.program.name} ${detail.program.version.split("+")[0]}`.trim() : ""],
    ["Commit", detail.program?.commit.slice(0, 12) ?? ""], ["Machine", detail.program?.host ?? ""],
  ];
  return h("section", { class: "card" }, h("h2", {}, "Setup"),
    h("dl", { class: "facts" }, ...rows.filter(([, value]) => value !== "").map(([what, value]) =>
      h("div", {}, h("dt", {}, what), h("dd", { class: "cut", title: value }, value)))),
    h("h3", {}, "Search space"),
    h("dl", { class: "facts space" }, ...detail.parameters.map(parameter => h("div", {},
      h("dt", { class: "cut", title: parameter.name }, parameter.name),
      h("dd", {}, parameter.allowed)))));
}
