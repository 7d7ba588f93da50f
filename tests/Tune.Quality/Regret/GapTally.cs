using System.Globalization;

namespace Tune.Quality.Regret;

/// <summary>How gaps compare with others' over many functions.</summary>
/// <param name="NoWorse">On how many functions ours is at most theirs.</param>
/// <param name="Both">On how many functions there are both.</param>
/// <param name="Ratio">The median of ours divided by theirs; NaN for none.</param>
internal readonly record struct GapTally(int NoWorse, int Both, double Ratio)
{
    // Closer than this to the optimum is at the optimum.
    private const double Nothing = 1e-8;

    /// <summary>Counts, leaving out pairs with a NaN.</summary>
    public static GapTally Of(IEnumerable<(double Ours, double Theirs)> gaps)
    {
        var both = gaps.Where(gap => double.IsFinite(gap.Ours) && double.IsFinite(gap.Theirs))
            .Select(gap => (Ours: Math.Max(gap.Ours, Nothing), Theirs: Math.Max(gap.Theirs, Nothing))).ToList();
        double[] ratios = [.. both.Select(gap => gap.Ours / gap.Theirs).Order()];
        var ratio = ratios.Length == 0 ? double.NaN
            : (ratios[(ratios.Length - 1) / 2] + ratios[ratios.Length / 2]) / 2;
        return new GapTally(both.Count(gap => gap.Ours <= gap.Theirs), both.Count, ratio);
    }

    public override string ToString() => Both == 0
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{NoWorse} of {Both} ({Ratio:0.00})");
}
