using System.Collections.Immutable;
using Tune.Engine.Analysis;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;

namespace Tune.Plots.Charts;

/// <summary>What the charts need to know of an experiment, in numbers.</summary>
internal sealed record ChartData(
    string Experiment, Objective Objective, IReadOnlyList<ChartParameter> Parameters, IReadOnlyList<ChartTrial> Trials)
{
    private (IReadOnlyList<ChartTrial>? Among, ChartTrial? Best) _leader;

    /// <summary>Which of equally good trials came first; -1 (default) for the lowest number.</summary>
    public int First { get; init; } = -1;

    /// <summary>The iterations at which the scheduler judges, rising; empty if it does not.</summary>
    public IReadOnlyList<int> Rungs { get; init; } = [];

    /// <summary>All objectives, the first one first; default it alone.</summary>
    public ImmutableArray<Objective> Objectives { get; init; } = [Objective];

    /// <summary>What the best trial's weights went through, from the first stretch on; empty where no trial was ever
    /// cloned.</summary>
    public IReadOnlyList<ChartLineage> LineageOfBest { get; init; } = [];

    /// <summary>Whether there are trials besides that are not drawn, so that a number of trials here is not that of the
    /// experiment.</summary>
    public bool IsPart { get; init; }

    /// <summary>What every figure says of the data as a whole; empty when there is nothing to say.</summary>
    public string Note { get; init; } = "";

    /// <summary>What the analyses go by; null for the value of each trial.</summary>
    public Evidence? Known { get; init; }

    /// <summary>What importance and interactions are found from.</summary>
    public Evidence Evidence => Known ?? Evidence.Of(
        [.. Parameters.Select(parameter => new Parameter(parameter.Name, parameter.Domain, []))],
        Trials.Select(trial => (trial.Unit, trial.Value)), Objective.Metric, Objective.Mode);

    /// <summary>The trial that leads, or null while nothing usable was reported.</summary>
    public ChartTrial? Best
    {
        get
        {
            if (!ReferenceEquals(_leader.Among, Trials))
            {
                _leader = (Trials, FindBest());
            }

            return _leader.Best;
        }
    }

    /// <summary>The objective's name with the direction that is good.</summary>
    public string MetricLabel => LabelOf(Objective);

    /// <summary>An objective's name with the direction that is good.</summary>
    public static string LabelOf(Objective objective) =>
        objective.Metric + (objective.Mode == Mode.Max ? " (higher is better)" : " (lower is better)");

    /// <summary>How good a trial is among the others, as everywhere.</summary>
    public ResultRank RankOf(ChartTrial trial) =>
        Objective.RankOf(trial.ValueIteration, Score.Of(trial.Exact, Objective.Mode));

    /// <summary>The trials with a value, the best first; ties go to the one that came first, as far as that is known,
    /// and then to the lower number.</summary>
    public IEnumerable<ChartTrial> BestFirst() => Trials.Where(trial => double.IsFinite(trial.Value))
        .OrderByDescending(RankOf).ThenBy(trial => trial.Number != First).ThenBy(trial => trial.Number);

    /// <summary>The line below the titles: how many trials, and the best.</summary>
    public string Summary(int shown)
    {
        var trials = $"{Experiment}  ·  {Count(shown, "trial")}";
        return Best is null
            ? trials + Note
            : $"{trials}  ·  best {Objective.Metric} {Lettering.NumberText.Short(Best.Value)} "
                + $"(trial {Best.Number}{(Objective.Refines ? ", among the longest trained" : "")}){Note}";
    }

    /// <summary>The same with at most so many parameters, the most important ones where that is known, in their
    /// order; and a note on those left out, if any.</summary>
    public (ChartData Shown, string Note) Capped(int most, ImportanceReport? report)
    {
        if (Parameters.Count <= most)
        {
            return (this, "");
        }

        var ranks = (report?.Parameters ?? []).Select((one, rank) => (one.Name, rank))
            .ToDictionary(one => one.Name, one => one.rank, StringComparer.Ordinal);
        int[] kept =
        [
            .. Enumerable.Range(0, Parameters.Count)
                .OrderBy(axis => ranks.GetValueOrDefault(Parameters[axis].Name, int.MaxValue)).Take(most).Order(),
        ];
        var noun = report is null ? "more parameter" : "less important parameter";
        return (
            this with
            {
                Parameters = [.. kept.Select(axis => Parameters[axis])],
                Trials =
                [
                    .. Trials.Select(trial => trial with
                    {
                        Values = [.. kept.Select(axis => trial.Values[axis])],
                        Unit = [.. kept.Select(axis => trial.Unit[axis])],
                    }),
                ],
            },
            $"  ·  {Count(Parameters.Count - most, noun)} not shown");
    }

    /// <summary>A number with its noun.</summary>
    public static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private ChartTrial? FindBest() => BestFirst().FirstOrDefault();
}
