namespace Tune.Plots.Importance;

/// <summary>Shares of the variance, by axis, averaged over the trees.</summary>
/// <param name="Main">F_j of the paper: what the axis explains alone.</param>
/// <param name="Total">What the axis takes part in, interactions included; at least <c>Main</c>.</param>
/// <param name="MainSpread">The standard deviation of <c>Main</c> between trees.</param>
/// <param name="Trials">How many rows had a finite value.</param>
/// <param name="Explained">R² of the forest on trials that a tree had not seen; 1 is perfect, 0 or less is no better
/// than the mean. The shares mean little where it is low.</param>
internal sealed record FanovaResult(
    double[] Main, double[] Total, double[] MainSpread, int Trials, double Explained);
