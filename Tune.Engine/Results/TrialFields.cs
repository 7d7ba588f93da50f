using Tune.Engine.Filters;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Results;

/// <summary>A trial as filters see it.</summary>
/// <param name="trial">The trial.</param>
/// <param name="objective">What is optimised; null if that is not known.</param>
public sealed class TrialFields(TrialSummary trial, Objective? objective) : IFilterable
{
    /// <summary>The attributes there are: <c>trial</c> (its number), <c>status</c>, <c>iteration</c>, <c>reports</c>,
    /// <c>attempts</c>, <c>failures</c>, <c>best</c> (the objective's best value), <c>best_iteration</c>,
    /// <c>duration</c> (seconds its ended attempts ran), <c>why</c>, <c>error</c>, <c>note</c> and <c>by_hand</c>
    /// (whether it was enqueued, <c>true</c> or <c>false</c>).</summary>
    public static IReadOnlyList<string> Attributes { get; } =
    [
        "trial", "status", "iteration", "reports", "attempts", "failures", "best", "best_iteration", "duration", "why",
        "error", "note", "by_hand",
    ];

    /// <summary>Reads a filter for trials; <c>metrics.NAME</c> is the last value, <c>params.NAME</c> what the
    /// configuration has, <c>tags.NAME</c> a tag.</summary>
    /// <exception cref="FilterException">It cannot be read; the message says where.</exception>
    public static Filter Parse(string filter) => Filter.Parse(filter, Attributes);

    /// <inheritdoc />
    public FilterValue ValueOf(FilterField field) => field.Kind switch
    {
        FilterFieldKind.Metric => trial.LastMetrics.TryGet(field.Name, out var metric)
            ? FilterValue.Of(metric) : FilterValue.None,
        FilterFieldKind.Parameter => trial.Config.TryGet(field.Name, out var value) ? Of(value) : FilterValue.None,
        FilterFieldKind.Tag => FilterValue.Of(trial.Tags.GetValueOrDefault(field.Name)),
        FilterFieldKind.Attribute => Attribute(field.Name),
        _ => FilterValue.None,
    };

    /// <summary>A parameter's value as filters see it; a null among choices is nothing.</summary>
    internal static FilterValue Of(ParameterValue value) => value.Kind switch
    {
        ValueKind.Text => FilterValue.Of(value.AsText()),
        ValueKind.Boolean => FilterValue.Of(value.AsBoolean()),
        ValueKind.Real or ValueKind.Integer => FilterValue.Of(value.AsReal(), value.ToString()),
        _ => FilterValue.None,
    };

    private FilterValue Attribute(string name) => name switch
    {
        "trial" => FilterValue.Of(trial.Trial.Number),
        "status" => FilterValue.Of(trial.Status.ToString()),
        "iteration" => FilterValue.Of(trial.Iteration),
        "reports" => FilterValue.Of(trial.Reports),
        "attempts" => FilterValue.Of(trial.Attempts),
        "failures" => FilterValue.Of(trial.Failures),
        "best" when objective is { } known && known.ValueOf(trial.BestScore) is var best && !double.IsNaN(best) =>
            FilterValue.Of(best),
        "best_iteration" when trial.BestIteration > 0 => FilterValue.Of(trial.BestIteration),
        "duration" => FilterValue.Of(trial.Used.TotalSeconds),
        "why" when trial.Why.Length > 0 => FilterValue.Of(trial.Why),
        "error" => FilterValue.Of(trial.Error?.Message),
        "note" when trial.Note.Length > 0 => FilterValue.Of(trial.Note),
        "by_hand" => FilterValue.Of(trial.IsByHand),
        _ => FilterValue.None,
    };
}
