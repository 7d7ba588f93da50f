using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Engine.Results;

/// <summary>Reads from a history which stretches a population's trials were trained in.</summary>
public static class TrialSegments
{
    /// <summary>The stretches of each trial, in order.</summary>
    /// <param name="history">Every event of the experiment, from the first on.</param>
    public static async Task<IReadOnlyDictionary<TrialId, IReadOnlyList<TrialSegment>>> OfAsync(
        IAsyncEnumerable<ExperimentEvent> history)
    {
        var trials = new Dictionary<TrialId, List<TrialSegment>>();
        var order = 0L;
        await foreach (var fact in history.ConfigureAwait(false))
        {
            Take(trials, fact, ++order);
        }

        return trials.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<TrialSegment>)pair.Value);
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

    private static void Take(Dictionary<TrialId, List<TrialSegment>> trials, ExperimentEvent fact, long order)
    {
        switch (fact)
        {
            case ExperimentEvent.TrialProposed proposed:
                trials[proposed.Trial] = [new TrialSegment(order, 0, 0, proposed.Config, Donor: null)];
                break;
            case ExperimentEvent.Decided { Decision: Decision.CloneFrom clone } decided:
                trials[decided.Trial].Add(new TrialSegment(
                    order, clone.Checkpoint.Iteration, clone.Checkpoint.Iteration, clone.Config, clone.Donor));
                break;
            case ExperimentEvent.Reported reported:
                // A resent or retried report may lie before what the stretch has reached.
                var own = trials[reported.Trial];
                own[^1] = own[^1] with { To = Math.Max(own[^1].To, reported.Iteration) };
                break;
            default:
                break;
        }
    }
}
