using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Engine.Results;

/// <summary>Reads from a history which stretches a population's trials were trained in.</summary>
public static class TrialSegments
{
    /// <summary>The stretches of each trial, in order. What a later attempt undid, because it went on from an earlier
    /// place, is in none.</summary>
    /// <param name="history">Every event of the experiment, from the first on.</param>
    public static async Task<IReadOnlyDictionary<TrialId, IReadOnlyList<TrialSegment>>> OfAsync(
        IAsyncEnumerable<ExperimentEvent> history)
    {
        var trials = new Dictionary<TrialId, TrialCourse>();
        var order = 0L;
        await foreach (var fact in history.ConfigureAwait(false))
        {
            Take(trials, fact, ++order);
        }

        return trials.ToDictionary(pair => pair.Key, pair => pair.Value.Stretches);
    }

    /// <summary>The stretches that a trial's weights went through, from the first on: its own, and those of the donors
    /// they came from.</summary>
    /// <param name="trials">The stretches of each trial.</param>
    /// <param name="trial">Which trial.</param>
    /// <param name="iteration">Its weights after this iteration.</param>
    /// <returns>Whose stretch, which, and up to which iteration.</returns>
    public static IReadOnlyList<(TrialId Trial, TrialSegment Segment, int To)> LineageOf(
        IReadOnlyDictionary<TrialId, IReadOnlyList<TrialSegment>> trials, TrialId trial, int iteration)
    {
        var lineage = new List<(TrialId, TrialSegment, int)>();
        var (at, before) = (trial, long.MaxValue);
        while (trials.TryGetValue(at, out var own)
            && own.LastOrDefault(one => one.Order < before && iteration <= one.To
                && (one.From < iteration || iteration == 0)) is { } segment)
        {
            lineage.Insert(0, (at, segment, iteration));
            (iteration, before) = (segment.From, segment.Order);
            if (segment.Donor is not { } donor)
            {
                break;
            }

            at = donor;
        }

        return lineage;
    }

    private static void Take(Dictionary<TrialId, TrialCourse> trials, ExperimentEvent fact, long order)
    {
        switch (fact)
        {
            case ExperimentEvent.TrialProposed proposed:
                trials[proposed.Trial] = new TrialCourse(proposed, order);
                break;
            case ExperimentEvent.Decided { Decision: Decision.CloneFrom clone } decided:
                trials[decided.Trial].Clone(clone, order);
                break;
            case ExperimentEvent.AttemptStarted started:
                trials[started.Trial].Start(started.From, order);
                break;
            case ExperimentEvent.CheckpointSaved saved:
                trials[saved.Trial].Save(saved.Checkpoint);
                break;
            case ExperimentEvent.Reported reported:
                trials[reported.Trial].Report(reported.Iteration);
                break;
            default:
                break;
        }
    }
}
