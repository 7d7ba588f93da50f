namespace Tune.Engine.Results;

/// <summary>A page of experiments.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Experiments">Those of this page, ordinal order of names.</param>
public sealed record ExperimentPage(int Total, IReadOnlyList<ExperimentGlance> Experiments);
