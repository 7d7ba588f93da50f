using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Engine.Simulation;

/// <summary>
/// A chain over everything a journal says. Two journals with equal hashes are, but for an accident, the same. Of a spec
/// it takes in the name, the seed, the space, the objective and the numbers of trials and points: what else is in there
/// shows in what is decided.
/// </summary>
public static class JournalHash
{
    /// <summary>Folds one event into the chain, which starts from <see cref="Mix.Start"/>.</summary>
    public static ulong Into(ulong chain, ExperimentEvent fact)
    {
        chain = Mix.Into(Mix.Into(chain, fact.At.UtcTicks), fact.At.ActiveTicks);
        return fact switch
        {
            ExperimentEvent.Reported e => Metrics(
                Mix.Into(Mix.Into(Key(chain, 1, e.Trial, e.Attempt), e.Sequence), e.Iteration), e.Metrics),
            ExperimentEvent.Decided e => Mix.Into(
                Decided(Mix.Into(Mix.Into(Key(chain, 2, e.Trial, e.Attempt), e.Sequence), e.Iteration), e.Decision),
                e.InputsHash),
            ExperimentEvent.CheckpointSaved e => Checkpoint(Key(chain, 3, e.Trial, e.Attempt), e.Checkpoint),
            ExperimentEvent.CheckpointDropped e => Checkpoint(Key(chain, 4, e.Trial, default), e.Checkpoint),
            ExperimentEvent.TrialProposed e => Mix.Into(
                Key(chain, e.ByHand ? 32 : 5, e.Trial, default), e.Config.Fingerprint),
            ExperimentEvent.AttemptStarted e => Started(Key(chain, 6, e.Trial, e.Attempt), e),
            ExperimentEvent.SlotsHeld e => Slots(Mix.Into(Mix.Into(chain, 28L), e.Node), e.Slots),
            ExperimentEvent.AttemptEnded e => Ending(Key(chain, 7, e.Trial, e.Attempt), e.Outcome),
            ExperimentEvent.TrialEnded e => Mix.Into(
                Mix.Into(Key(chain, 8, e.Trial, default), (long)e.Status), e.Why),
            ExperimentEvent.MessageRefused e => Mix.Into(Key(chain, 9, e.Trial, e.Attempt), e.Why),
            ExperimentEvent.CheckpointLost e => Mix.Into(
                Checkpoint(Checkpoint(Key(chain, 10, e.Trial, e.Attempt), e.Checkpoint), e.Instead), e.Why),
            _ => Whole(chain, fact),
        };
    }

    private static ulong Whole(ulong chain, ExperimentEvent fact) => fact switch
    {
        ExperimentEvent.Created e => Spec(Mix.Into(chain, 20L), e.Spec),
        ExperimentEvent.Extended e => Spec(Mix.Into(chain, 21L), e.Spec),
        ExperimentEvent.SessionOpened e => Mix.Into(
            Mix.Into(Mix.Into(Mix.Into(chain, 22L), e.Term.Number), e.Host), e.ProcessId),
        ExperimentEvent.Ended e => Mix.Into(Mix.Into(Mix.Into(chain, 23L), (long)e.Status), e.Why),
        ExperimentEvent.DrainStarted => Mix.Into(chain, 24L),
        ExperimentEvent.SessionClosed => Mix.Into(chain, 25L),
        ExperimentEvent.Paused => Mix.Into(chain, 26L),
        ExperimentEvent.Resumed => Mix.Into(chain, 27L),
        ExperimentEvent.TrialReopened e => Mix.Into(
            Checkpoint(Key(chain, 30, e.Trial, default), e.From), e.Config.Fingerprint),
        ExperimentEvent.Acted e => Mix.Into(
            Mix.Into(Mix.Into(Mix.Into(Mix.Into(chain, 31L), e.Act.ToJson()), e.By.Who), e.By.Via), e.By.Key ?? ""),
        // Beats and programs, which say nothing about what the experiment did, count by their kind.
        _ => Mix.Into(Mix.Into(chain, 29L), fact.GetType().Name),
    };

    private static ulong Key(ulong chain, long kind, TrialId trial, Attempt attempt) =>
        Mix.Into(Mix.Into(chain, (kind << 32) | (uint)trial.Number), attempt.Number);

    // The leading node as journals of one node each have always counted it, then what else there is.
    private static ulong Started(ulong chain, ExperimentEvent.AttemptStarted e)
    {
        chain = Checkpoint(Mix.Into(Mix.Into(chain, e.Where.Node), e.Where.Slot), e.From);
        for (var i = 0; i < e.Where.Count; i++)
        {
            var (node, slots, each) = e.Where[i];
            chain = i == 0 ? chain : Mix.Into(Mix.Into(chain, node), slots[0]);
            chain = slots.Skip(1).Aggregate(chain, (mixed, slot) => Mix.Into(mixed, slot));
            chain = each is null ? chain : Mix.Into(chain, each.ToString());
        }

        return chain;
    }

    private static ulong Slots(ulong chain, SlotSet slots) =>
        slots.Aggregate(chain, (mixed, slot) => Mix.Into(mixed, slot));

    private static ulong Metrics(ulong chain, MetricSet metrics)
    {
        for (var i = 0; i < metrics.Count; i++)
        {
            chain = Mix.Into(Mix.Into(chain, metrics[i].Name), metrics[i].Value);
        }

        return Mix.Into(chain, metrics.Count);
    }

    private static ulong Decided(ulong chain, Decision decision) => decision switch
    {
        Decision.Continue => Mix.Into(chain, 1L),
        Decision.Pause => Mix.Into(chain, 2L),
        Decision.Stop stop => Mix.Into(Mix.Into(Mix.Into(chain, 3L), (long)stop.Reason), stop.Why),
        Decision.CloneFrom clone => Mix.Into(
            Checkpoint(Mix.Into(Mix.Into(chain, 4L), clone.Donor.Number), clone.Checkpoint), clone.Config.Fingerprint),
        _ => throw new InvalidOperationException($"The decision {decision.GetType().Name} is not known."),
    };

    private static ulong Ending(ulong chain, AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Completed => Mix.Into(chain, 1L),
        AttemptOutcome.Obeyed => Mix.Into(chain, 2L),
        AttemptOutcome.Interrupted => Mix.Into(chain, 3L),
        AttemptOutcome.Failed failed => Mix.Into(
            Mix.Into(Mix.Into(Mix.Into(chain, 4L), (long)failed.Kind), failed.Message), failed.LogTail),
        AttemptOutcome.Lost lost => Mix.Into(Mix.Into(chain, 5L), lost.Why),
        _ => throw new InvalidOperationException($"The outcome {outcome.GetType().Name} is not known."),
    };

    private static ulong Checkpoint(ulong chain, CheckpointRef? checkpoint) => checkpoint is null
        ? Mix.Into(chain, -1L)
        : Mix.Into(Mix.Into(Mix.Into(chain, checkpoint.Digest), checkpoint.Bytes), checkpoint.Iteration);

    private static ulong Spec(ulong chain, ExperimentSpec spec)
    {
        chain = Mix.Into(Mix.Into(Mix.Into(chain, spec.Name), spec.Seed), spec.Space.Fingerprint);
        chain = Mix.Into(Mix.Into(chain, spec.Objective.Metric), (long)spec.Objective.Mode);
        return Mix.Into(Mix.Into(chain, spec.Trials ?? -1L), spec.PointsToEvaluate.Length);
    }
}
