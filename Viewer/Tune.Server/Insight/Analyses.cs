using Tune.Client.Shapes;
using Tune.Engine.Analysis;
using Tune.Engine.Results;
using Tune.Hosting.Results;

namespace Tune.Server.Insight;

/// <summary>What the engine finds out from the trials, in the shapes that clients read.</summary>
internal static class Analyses
{
    private const int PairsMax = 20;

    /// <summary>The most trials that a forest is grown from, so that nobody waits long.</summary>
    private const int ForestMax = 1_000;

    /// <summary>Of a forest that is asked for pairs, where the work is by tree and by pair.</summary>
    private const int Trees = 24;

    public static async Task<ImportanceItem> ImportanceAsync(ResultGrid grid, ImportanceMethod method, long position)
    {
        var isForest = method == ImportanceMethod.Fanova;
        var evidence = isForest ? await ThinnedAsync(grid) : await grid.EvidenceAsync();
        var report = ImportanceAnalysis.Of(evidence, new ImportanceOptions { Method = method });
        return new ImportanceItem
        {
            Position = position,
            Method = isForest ? "fanova" : "pedanova",
            Target = evidence.Target,
            Trials = report?.Trials ?? evidence.Count,
            Top = report?.Top ?? 0,
            Explained = report is null || !double.IsFinite(report.Explained) ? null : report.Explained,
            LeftOut = evidence.LeftOut,
            Parameters =
            [
                .. (report?.Parameters ?? []).Select(one => new ImportanceShare
                {
                    Name = one.Name,
                    Share = one.Share,
                    Alone = isForest ? Known(one.Main) : null,
                    Together = isForest ? Known(one.Total) : null,
                }),
            ],
        };
    }

    /// <summary>What parameters do together.</summary>
    public static async Task<Learnt> InteractionsAsync(ResultGrid grid, long position) =>
        new(
            InteractionReport.Of(await ThinnedAsync(grid), new ImportanceOptions { Trees = Trees }),
            [.. grid.Experiment.Spec.Space.Coordinates.Select(parameter => parameter.Name)], position);

    public static IReadOnlyList<PairShare> PairsOf(InteractionReport? report) =>
    [
        .. (report?.Pairs ?? []).Take(PairsMax).Select(pair => new PairShare
        {
            First = pair.First, Second = pair.Second, Share = pair.Share,
        }),
    ];

    public static SurfaceItem SurfaceOf(Learnt learnt, string first, string second)
    {
        var surface = learnt.Report?.MeanOf(first, second);
        return new SurfaceItem
        {
            Position = learnt.Position,
            Trials = learnt.Report?.Trials ?? 0,
            First = first,
            Second = second,
            Across = surface is null ? [] : [.. surface.FirstValues.Select(surface.First.Domain.Encode)],
            Up = surface is null ? [] : [.. surface.SecondValues.Select(surface.Second.Domain.Encode)],
            Mean = surface is null ? [] :
            [
                .. Enumerable.Range(0, surface.FirstValues.Length).Select(i =>
                    (double[])[.. Enumerable.Range(0, surface.SecondValues.Length).Select(j => surface.Mean[i, j])]),
            ],
        };
    }

    private static async Task<Evidence> ThinnedAsync(ResultGrid grid)
    {
        var every = 1 + ((grid.Count - 1) / ForestMax);
        var kept = new List<TrialSummary>(Math.Min(grid.Count, ForestMax));
        await foreach (var result in grid)
        {
            if (result.Trial.Number % every == 0)
            {
                kept.Add(result.Summary);
            }
        }

        var spec = grid.Experiment.Spec;
        return Evidence.Of(spec, kept, Target.Of(spec));
    }

    private static double? Known(double value) => double.IsFinite(value) ? value : null;
}
