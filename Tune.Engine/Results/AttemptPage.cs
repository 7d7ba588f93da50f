namespace Tune.Engine.Results;

/// <summary>The attempts of a page of trials.</summary>
/// <param name="Position">How many events of the journal this is true for.</param>
/// <param name="Attempts">Ordered by trial and attempt.</param>
public sealed record AttemptPage(long Position, IReadOnlyList<AttemptSummary> Attempts);
