namespace Tune.Engine.Analysis;

/// <summary>How much one parameter matters.</summary>
/// <param name="Name">The parameter, as in the space.</param>
/// <param name="Share">Its part of what all parameters have together, of <c>Main</c> for PED-ANOVA and of
/// <c>Total</c> for fANOVA; all shares sum to 1, or are 0 when nothing matters.</param>
/// <param name="Main">The share of the variance that it explains by itself, 0 to 1: of the objective for fANOVA, of
/// being among the best for PED-ANOVA.</param>
/// <param name="Total">The share of the variance that it takes part in, interactions included; from <c>Main</c> to 1.
/// These overlap, so their sum may be above 1. NaN for PED-ANOVA.</param>
/// <param name="Spread">The standard deviation of <c>Main</c> between pairs of trees of the forest; NaN for PED-ANOVA.
/// </param>
public sealed record ParameterImportance(string Name, double Share, double Main, double Total, double Spread);
