using System.Globalization;
using Tune.Engine.Experiments;
using Tune.Engine.Filters;

namespace Tune.Engine.Results;

/// <summary>An experiment as filters see it.</summary>
/// <param name="experiment">The experiment.</param>
public sealed class ExperimentFields(ExperimentSummary experiment) : IFilterable
{
    /// <summary>The attributes there are: <c>name</c>, <c>state</c> (active, interrupted, paused, finished, stopped or
    /// failed), <c>why</c>, <c>metric</c>, <c>mode</c>, <c>trials</c>, <c>reports</c>, <c>best</c> (the best value),
    /// <c>created</c> and <c>last</c> (times as in <c>2026-11-30T12:00:00Z</c>, which compare as texts), <c>title</c>
    /// (the name to show; its name if it has no other) and <c>note</c>.</summary>
    public static IReadOnlyList<string> Attributes { get; } =
        ["name", "state", "why", "metric", "mode", "trials", "reports", "best", "created", "last", "title", "note"];

    /// <summary>Reads a filter for experiments; <c>metrics.NAME</c> is the best value if it is the objective's metric,
    /// <c>params.NAME</c> what the best configuration has, <c>tags.NAME</c> a tag.</summary>
    /// <exception cref="FilterException">It cannot be read; the message says where.</exception>
    public static Filter Parse(string filter) => Filter.Parse(filter, Attributes);

    /// <inheritdoc />
    public FilterValue ValueOf(FilterField field) => field.Kind switch
    {
        FilterFieldKind.Metric when field.Name == experiment.Spec.Objective.Metric => Best,
        FilterFieldKind.Parameter when experiment.Best?.Config.TryGet(field.Name, out var value) is true =>
            TrialFields.Of(value),
        FilterFieldKind.Tag => FilterValue.Of(experiment.Tags.GetValueOrDefault(field.Name)),
        FilterFieldKind.Attribute => Attribute(field.Name),
        _ => FilterValue.None,
    };

    private FilterValue Best => experiment.Best is { } best ? FilterValue.Of(best.Value) : FilterValue.None;

    private FilterValue Attribute(string name) => name switch
    {
        "name" => FilterValue.Of(experiment.Name),
        "state" => FilterValue.Of(experiment.State),
        "why" when experiment.Why.Length > 0 => FilterValue.Of(experiment.Why),
        "metric" => FilterValue.Of(experiment.Spec.Objective.Metric),
        "mode" => FilterValue.Of(experiment.Spec.Objective.Mode.ToString()),
        "trials" => FilterValue.Of(experiment.Trials),
        "reports" => FilterValue.Of(experiment.Reports),
        "best" => Best,
        "created" => Time(experiment.Created),
        "last" => Time(experiment.Last),
        "title" => FilterValue.Of(experiment.Title.Length > 0 ? experiment.Title : experiment.Name),
        "note" when experiment.Note.Length > 0 => FilterValue.Of(experiment.Note),
        _ => FilterValue.None,
    };

    private static FilterValue Time(Moment moment) =>
        FilterValue.Of(moment.Utc.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
}
