using ScottPlot;
using Tune.Engine.Metrics;

namespace Tune.Plots.Scales;

/// <summary>
/// The axis of a metric: log where its values span it, and cut on the bad side where a few far-out values would
/// flatten everything else.
/// </summary>
/// <param name="IsLog">Whether positions are decimal logarithms.</param>
/// <param name="Low">The lower limit, as a position.</param>
/// <param name="High">The upper limit, as a position.</param>
/// <param name="Outside">How many of the values lie beyond the limits.</param>
internal sealed record ValueScale(bool IsLog, double Low, double High, int Outside)
{
    private const double LogFrom = 50;
    private const double Fence = 4;
    private const double Padding = 0.05;
    private const double Inset = 0.02;

    // Numbers that are nearer to each other cannot be told apart on an axis.
    private const double Apart = 1e-9;

    /// <summary>Makes the scale for some values, of which at least one is finite.</summary>
    public static ValueScale For(IEnumerable<double> values, Mode mode)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        var isLog = sorted[0] > 0 && Quantile(sorted, 0.95) / LogFrom >= Quantile(sorted, 0.05);
        double[] places = isLog ? [.. sorted.Select(Math.Log10)] : sorted;
        var (low, high) = Limits(places, mode);
        var outside = places.Count(place => place < low || place > high);
        var largest = Math.Max(Math.Abs(low), Math.Abs(high));
        var room = high - low > largest * Apart
            ? (high - low) * Padding
            : Math.Max(largest * 0.05, isLog ? 0.1 : 1e-3);
        return new ValueScale(isLog, low - room, high + room, outside);
    }

    /// <summary>Where a value stands; NaN for one that cannot stand anywhere.</summary>
    public double Position(double value) =>
        !double.IsFinite(value) || (IsLog && value <= 0) ? double.NaN : IsLog ? Math.Log10(value) : value;

    /// <summary>The position, moved just inside the nearest limit if it is beyond, and whether it was.</summary>
    public (double Position, bool Moved) Within(double value)
    {
        var position = Position(value);
        var inset = (High - Low) * Inset;
        return position < Low ? (Low + inset, true) : position > High ? (High - inset, true) : (position, false);
    }

    /// <summary>Sets limits and ticks of an axis.</summary>
    public void Apply(IAxis axis)
    {
        axis.Range.Set(Low, High);
        axis.TickGenerator = IsLog ? LogTicks.Between(Low, High) : new EvenTicks();
    }

    // The fence of Tukey's box plot, set wide, on the bad side only: what is far too good is never hidden.
    private static (double Low, double High) Limits(double[] places, Mode mode)
    {
        var (low, high) = (places[0], places[^1]);
        var (lower, upper) = (Quantile(places, 0.25), Quantile(places, 0.75));
        var reach = Fence * (upper - lower);
        if (reach <= 0)
        {
            return (low, high);
        }

        if (mode == Mode.Min)
        {
            var kept = places.Last(place => place <= upper + reach);
            return (low, high - low > 2 * (kept - low) ? kept : high);
        }

        var keptLow = places.First(place => place >= lower - reach);
        return (high - low > 2 * (high - keptLow) ? keptLow : low, high);
    }

    private static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var (below, above) = ((int)Math.Floor(at), (int)Math.Ceiling(at));
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
