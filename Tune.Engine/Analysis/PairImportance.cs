namespace Tune.Engine.Analysis;

/// <summary>How much two parameters matter together.</summary>
/// <param name="First">The one that matters more, as in the space.</param>
/// <param name="Second">The other.</param>
/// <param name="Share">The share of the variance of the objective that the two explain together beyond what each
/// explains by itself, 0 to 1.</param>
public sealed record PairImportance(string First, string Second, double Share);
