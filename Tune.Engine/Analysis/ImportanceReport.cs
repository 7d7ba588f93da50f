namespace Tune.Engine.Analysis;

/// <summary>The importances of all parameters of an experiment, the most important first.</summary>
/// <param name="Method">How they were measured.</param>
/// <param name="Target">What they are about: a metric, or "front" for several objectives together.</param>
/// <param name="Parameters">One entry per parameter that varies, by <c>Share</c>.</param>
/// <param name="Trials">How many trials the analysis used: those with a finite value.</param>
/// <param name="Top">PED-ANOVA: how many of them count as the best; fANOVA: 0.</param>
/// <param name="Explained">How much to believe it. fANOVA: R² of the forest on trials it had not seen; PED-ANOVA: the
/// share of the variance of being among the best that the parameters explain one by one, the rest being interactions
/// and chance. 1 is perfect, and near 0 means that the shares say little. NaN if it could not be measured.</param>
public sealed record ImportanceReport(
    ImportanceMethod Method, string Target, IReadOnlyList<ParameterImportance> Parameters, int Trials, int Top,
    double Explained)
{
    /// <summary>What was left out and why (<see cref="Evidence.LeftOut"/>); empty if nothing was.</summary>
    public string LeftOut { get; init; } = "";
}
