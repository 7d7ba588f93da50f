using Tune.Engine.Results;

namespace Tune.Storage.Tracking;

/// <summary>The lowest and the highest point of some reports of one trial; the earlier one where values are equal. NaN
/// is neither, unless there is nothing else.</summary>
internal readonly record struct PointRange(CurvePoint Low, CurvePoint High)
{
    /// <summary>The earlier of the two.</summary>
    public CurvePoint First => IsBefore(High, Low) ? High : Low;

    /// <summary>The later of the two.</summary>
    public CurvePoint Second => IsBefore(High, Low) ? Low : High;

    /// <summary>This and what comes after it.</summary>
    public PointRange With(in PointRange later) => new(
        later.Low.Value < Low.Value || IsFirstNumber(Low, later.Low) ? later.Low : Low,
        later.High.Value > High.Value || IsFirstNumber(High, later.High) ? later.High : High);

    /// <summary>Whether two points of one trial are the same report.</summary>
    public static bool IsSame(in CurvePoint left, in CurvePoint right) =>
        left.Attempt == right.Attempt && left.Iteration == right.Iteration;

    private static bool IsFirstNumber(in CurvePoint held, in CurvePoint fresh) =>
        double.IsNaN(held.Value) && !double.IsNaN(fresh.Value);

    // Within a trial attempts follow one another, and iterations rise within an attempt.
    private static bool IsBefore(in CurvePoint left, in CurvePoint right) =>
        left.Attempt.Number != right.Attempt.Number
            ? left.Attempt.Number < right.Attempt.Number
            : left.Iteration < right.Iteration;
}
