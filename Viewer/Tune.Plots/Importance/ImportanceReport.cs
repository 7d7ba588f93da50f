namespace Tune.Plots.Importance;

/// <summary>The importances of all parameters of an experiment, the most important (by <c>Total</c>) first.</summary>
/// <param name="Parameters">One entry per parameter that varies.</param>
/// <param name="Trials">How many trials the analysis used: those with a finite value.</param>
/// <param name="Explained">R² of the random forest on trials it had not seen; 1 is perfect, and near 0 means that the
/// shares say little. NaN if it could not be measured.</param>
public sealed record ImportanceReport(
    IReadOnlyList<ParameterImportance> Parameters, int Trials, double Explained);
