namespace Tune.Plots.Charts;

/// <summary>
/// Keeps numbers where arithmetic on them stays finite: differences and squares of what is near the ends of double are
/// not. What lies beyond is drawn at the limit, and the figure says so.
/// </summary>
internal static class Taming
{
    /// <summary>The largest number that is drawn at its place.</summary>
    public const double Most = 1e100;

    /// <summary>The smallest number other than 0 that is drawn at its place.</summary>
    public const double Least = 1e-100;

    /// <summary>The same data without numbers that nothing can be computed with.</summary>
    public static ChartData Tamed(this ChartData data)
    {
        var moved = data.Trials.Count(trial => IsMoved(trial.Value) || IsMoved(trial.Refused)
            || trial.Point.Any(IsMoved) || trial.Curve.Any(point => IsMoved(point.Value)));
        ChartParameter[] parameters = [.. data.Parameters.Select(Tamed)];
        var isMoved = moved > 0 || data.Parameters.Where((one, axis) => !one.Equals(parameters[axis])).Any()
            || data.Trials.Any(trial => trial.Values.Any(IsMoved));
        return !isMoved ? data : data with
        {
            Parameters = parameters,
            Trials = [.. data.Trials.Select(Tamed)],
            Note = moved == 0
                ? "  ·  ranges end at ±1e100"
                : $"  ·  {ChartData.Count(moved, "trial")} with values beyond 1e-100 to 1e100, drawn at the limit",
        };
    }

    /// <summary>The number, or the limit it is beyond; NaN and infinities stay what they are.</summary>
    public static double Within(double value) =>
        !double.IsFinite(value) || value == 0 ? value
        : Math.Abs(value) > Most ? Math.CopySign(Most, value)
        : Math.Abs(value) < Least ? Math.CopySign(Least, value)
        : value;

    private static bool IsMoved(double value) => !Within(value).Equals(value);

    private static ChartParameter Tamed(ChartParameter parameter) => parameter.IsChoice
        ? parameter
        : parameter with { Lower = Within(parameter.Lower), Upper = Within(parameter.Upper) };

    private static ChartTrial Tamed(ChartTrial trial) => trial with
    {
        Value = Within(trial.Value),
        Exact = trial.Exact,
        ExactPoint = trial.ExactPoint,
        Refused = Within(trial.Refused),
        Values = [.. trial.Values.Select(Within)],
        Point = [.. trial.Point.Select(Within)],
        Curve = [.. trial.Curve.Select(point => point with { Value = Within(point.Value) })],
    };
}
