namespace Tune.Engine.Results;

/// <summary>A page of trials.</summary>
/// <param name="Position">How many events of the journal this is true for.</param>
/// <param name="Total">How many trials match, on all pages.</param>
/// <param name="Trials">The trials of this page, in the order that was asked for.</param>
public sealed record TrialPage(long Position, int Total, IReadOnlyList<TrialSummary> Trials);
