namespace Tune.Engine.Results;

/// <summary>A page of experiments with what is known of each.</summary>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Experiments">Those of this page, in the order that was asked for; one that is removed meanwhile is left
/// out.</param>
public sealed record SummaryPage(int Total, IReadOnlyList<ExperimentSummary> Experiments);
