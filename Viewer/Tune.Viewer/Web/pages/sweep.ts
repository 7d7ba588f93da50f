// A sweep or a trial by the ids that MLflow's clients know them by: leads to their pages.

import { getMlflow, Refused } from "../api.js";
import { experimentLink, instead, trialLink } from "../route.js";

interface Known { experiment: { name: string } }

export async function sweepPage(id: string, run: string | undefined, signal: AbortSignal): Promise<void> {
  const { experiment } = await getMlflow<Known>(`experiments/get?experiment_id=${id}`, signal);
  if (run === undefined) {
    instead(experimentLink(experiment.name));
    return;
  }

  // A hash of the sweep's name, and the number of the trial.
  const [, trial] = /^[0-9a-f]{16}([0-9a-f]{16})$/.exec(run) ?? [];
  if (trial === undefined) {
    throw new Refused(404, `'${experiment.name}' has no run ${run}.`);
  }

  instead(trialLink(experiment.name, parseInt(trial, 16)));
}
