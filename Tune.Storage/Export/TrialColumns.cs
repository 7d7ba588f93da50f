using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;

namespace Tune.Storage.Export;

/// <summary>The columns of a table of trials.</summary>
/// <param name="objective">By which a trial is good.</param>
/// <param name="metrics">The metrics any trial has, in order.</param>
/// <param name="parameters">The parameters of the space, each with what all its values can be held in.</param>
internal sealed class TrialColumns(
    Objective objective, IReadOnlyList<string> metrics, IReadOnlyList<(string Name, ValueKind Kind)> parameters)
{
    public static readonly IReadOnlyList<string> Fixed =
    [
        "trial", "status", "attempts", "failures", "reports", "iteration", "best", "best_iteration", "seconds", "why",
    ];

    public IReadOnlyList<string> Metrics => metrics;

    public IReadOnlyList<(string Name, ValueKind Kind)> Parameters => parameters;

    /// <summary>Every heading in order, all different.</summary>
    public IReadOnlyList<string> Headings
    {
        get
        {
            var taken = new HashSet<string>(Fixed, StringComparer.Ordinal);
            return
            [
                .. Fixed,
                .. metrics.Select(name => Free(taken, name, "metric/")),
                .. parameters.Select(parameter => Free(taken, parameter.Name, "parameter/")),
            ];
        }
    }

    /// <summary>Reads all trials for what they have.</summary>
    public static async Task<TrialColumns> OfAsync(
        ExperimentSummary experiment, IAsyncEnumerable<TrialSummary> trials, CancellationToken cancellation)
    {
        var metrics = new SortedSet<string>(StringComparer.Ordinal);
        var kinds = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var trial in trials.WithCancellation(cancellation))
        {
            metrics.UnionWith(trial.LastMetrics.Select(metric => metric.Name));
            foreach (var (name, value) in trial.BestConfig)
            {
                kinds[name] = kinds.GetValueOrDefault(name) | (1 << (int)value.Kind);
            }
        }

        return new TrialColumns(
            experiment.Spec.Objective, [.. metrics],
            [
                .. experiment.Spec.Space.Parameters.Select(parameter =>
                    (parameter.Name, ReportColumns.KindOfAll(kinds.GetValueOrDefault(parameter.Name)))),
            ]);
    }

    /// <summary>The best value of a trial; null if it has none.</summary>
    public double? BestOf(TrialSummary trial) =>
        trial.BestScore.IsWorst ? null : objective.ValueOf(trial.BestScore);

    private static string Free(HashSet<string> taken, string name, string prefix)
    {
        while (!taken.Add(name))
        {
            name = prefix + name;
        }

        return name;
    }
}
