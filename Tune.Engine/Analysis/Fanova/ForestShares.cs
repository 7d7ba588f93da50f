namespace Tune.Engine.Analysis.Fanova;

/// <summary>Shares of the variance, by axis.</summary>
/// <param name="Main">F_j of the paper: what the axis explains alone.</param>
/// <param name="Total">What the axis takes part in, interactions included; at least <c>Main</c>.</param>
/// <param name="MainSpread">The standard deviation of <c>Main</c> between pairs of trees.</param>
/// <param name="Pairs">F_ij by position among the axes that were paired, the first below the second.</param>
internal sealed record ForestShares(double[] Main, double[] Total, double[] MainSpread, double[,] Pairs);
