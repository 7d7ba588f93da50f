namespace Tune.Plots.Importance;

/// <summary>How much one parameter matters, as shares of the variance of the objective over the search space.</summary>
/// <param name="Name">The parameter, as in the space.</param>
/// <param name="Main">What it explains by itself, 0 to 1.</param>
/// <param name="Total">What it takes part in, interactions included; from <c>Main</c> to 1. These overlap, so their
/// sum may be above 1.</param>
/// <param name="Spread">The standard deviation of <c>Main</c> between the trees of the forest.</param>
public sealed record ParameterImportance(string Name, double Main, double Total, double Spread);
