using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Stores;
using Tune.Engine.Trials;

namespace Tune.Hosting.Results;

/// <summary>Collects what the pictures of an experiment are drawn from. Bounded, however many trials there
/// are.</summary>
internal static class GridView
{
    private const int CurvesMax = 2000;
    private const int CurvePointsMax = 500;

    // The worst first, among equals the highest number: what has to make room for a better one.
    private static readonly Comparer<Result> s_worstFirst = Comparer<Result>.Create((left, right) =>
        RankOf(left).CompareTo(RankOf(right)) is not 0 and var order
            ? order
            : right.Trial.CompareTo(left.Trial));

    private static ResultRank RankOf(Result result) =>
        result.Objective.RankOf(result.Summary.BestIteration, result.Summary.BestScore);

    public static async Task<ExperimentView> LoadAsync(
        ITuneReader store, ExperimentSummary experiment, TrialPages pages, CancellationToken cancellation)
    {
        var drawn = await DrawnAsync(pages, cancellation);
        var runs = drawn.ToDictionary(result => result.Trial, _ => new List<AttemptSummary>());
        for (var skip = 0; skip < pages.Count; skip += TrialPages.PageSize)
        {
            var page = await store.Tracking.AttemptsAsync(
                experiment.Name, skip, TrialPages.PageSize, cancellation);
            foreach (var run in page.Attempts)
            {
                runs.GetValueOrDefault(run.Trial)?.Add(run);
            }
        }

        var segments = await SegmentsAsync(store, experiment.Name, runs.Values, cancellation);
        var trials = new List<TrialView>(drawn.Count);
        foreach (var result in drawn)
        {
            trials.Add(new TrialView(
                result.Summary,
                await result.CurveAsync(pointsMax: CurvePointsMax, cancellation: cancellation),
                runs[result.Trial])
            {
                Segments = segments.GetValueOrDefault(result.Trial) ?? [],
            });
        }

        return new ExperimentView(experiment.Name, experiment.Spec.Objective, experiment.Spec.Space, trials)
        {
            Objectives = experiment.Spec.Objectives,
            Constraints = experiment.Spec.Constraints,
            First = experiment.Best?.Trial,
            Undrawn = pages.Count - trials.Count,
        };
    }

    // Only the journal knows what a trial was trained with before it became a clone.
    private static async Task<IReadOnlyDictionary<TrialId, IReadOnlyList<TrialSegment>>> SegmentsAsync(
        ITuneReader store, string experiment, IEnumerable<List<AttemptSummary>> runs, CancellationToken cancellation) =>
        runs.Any(all => all.Exists(run => run.Decision is Decision.CloneFrom))
            ? await TrialSegments.OfAsync(store.ReadJournalAsync(experiment, cancellation: cancellation))
            : new Dictionary<TrialId, IReadOnlyList<TrialSegment>>();

    private static async Task<IReadOnlyList<Result>> DrawnAsync(TrialPages pages, CancellationToken cancellation)
    {
        var best = new PriorityQueue<Result, Result>(s_worstFirst);
        await foreach (var result in pages.AllAsync(cancellation))
        {
            if (best.Count < CurvesMax)
            {
                best.Enqueue(result, result);
            }
            else
            {
                best.EnqueueDequeue(result, result);
            }
        }

        return [.. best.UnorderedItems.Select(item => item.Element).OrderBy(result => result.Trial)];
    }
}
