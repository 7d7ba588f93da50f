// The same as a page shows, in a terminal and in a program.

import { asked } from "./asked.js";
import { quoted, run, type Ways } from "./copying.js";

/** What of the table's question a command or a method takes; statuses are a part of the filter there. */
function question(): { where: string; order: string; descending: boolean } {
  const { where, order, descending, statuses } = asked();
  const among = statuses.length === 0 ? "" : `status IN (${statuses.map(each => `'${each}'`).join(", ")})`;
  return {
    where: where === "" ? among : among === "" ? where : `(${where}) AND ${among}`, order, descending,
  };
}

export const waysOfExperiment = (experiment: string): Ways => ({
  command: () => {
    const { where, order, descending } = question();
    return run("show", experiment, ...(where === "" ? [] : ["--where", where]),
      ...(order === "number" && !descending ? [] : ["--order", order]), ...(descending ? ["--descending"] : []));
  },
  code: () => {
    const { where, order, descending } = question();
    return where === "" && order === "number" && !descending
      ? `var results = await tune.ResultsAsync(${quoted(experiment)});\nConsole.WriteLine(results.Best.BestConfig);`
      : "using var client = TuneClient.ForStore(\"./tune-data\");\n"
        + `var list = await client.TrialsAsync(\n    ${[quoted(experiment),
          ...(where === "" ? [] : [`where: ${quoted(where)}`]),
          ...(order === "number" ? [] : [`order: ${quoted(order)}`]),
          ...(descending ? ["descending: true"] : [])].join(", ")});`;
  },
});

export const waysOfTrial = (experiment: string, trial: number): Ways => ({
  command: () => run("show", experiment, "--trial", String(trial)),
  code: () => `var results = await tune.ResultsAsync(${quoted(experiment)});\n`
    + `var trial = await results.GetAsync(${trial});`,
});

export const waysOfComparison = (experiment: string, trials: () => number[], metrics: () => string[]): Ways => ({
  command: () => run("show", experiment, "--where", `trial IN (${trials().join(", ")})`),
  code: () => `var results = await tune.ResultsAsync(${quoted(experiment)});\n`
    + `foreach (var number in (int[])[${trials().join(", ")}])\n{\n`
    + "    var trial = await results.GetAsync(number);\n"
    + `    var curve = await trial.CurveAsync(${quoted(metrics()[0] ?? "")});\n}`,
});
