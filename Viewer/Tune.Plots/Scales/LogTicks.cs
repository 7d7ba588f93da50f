using ScottPlot;
using ScottPlot.TickGenerators;
using Tune.Plots.Lettering;

namespace Tune.Plots.Scales;

/// <summary>Ticks for an axis whose positions are decimal logarithms.</summary>
internal static class LogTicks
{
    private const int DecadesMax = 7;
    private static readonly int[] OneTwoFive = [1, 2, 5];
    private static readonly int[] All = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    /// <summary>Ticks between two positions: decades, and 1-2-5 steps where there are few of them.</summary>
    public static NumericManual Between(double low, double high)
    {
        var ticks = new NumericManual();
        var major = Majors(low, high).ToArray();
        foreach (var position in major)
        {
            ticks.AddMajor(position, NumberText.Short(Math.Pow(10, position), 3));
        }

        foreach (var minor in high - low <= DecadesMax ? Steps(low, high, All).Except(major) : [])
        {
            ticks.AddMinor(minor);
        }

        return ticks;
    }

    /// <summary>The positions that get a label.</summary>
    public static IEnumerable<double> Majors(double low, double high)
    {
        var decades = Steps(low, high, [1]).ToArray();
        if (decades.Length > DecadesMax)
        {
            var every = (decades.Length + DecadesMax - 1) / DecadesMax;
            return decades.Where(decade => (int)Math.Round(decade) % every == 0);
        }

        if (decades.Length > 2)
        {
            return decades;
        }

        var finer = Steps(low, high, OneTwoFive).ToArray();
        return finer.Length >= 2 ? finer : Linear(low, high);
    }

    private static IEnumerable<double> Steps(double low, double high, int[] multiples) =>
        from decade in Enumerable.Range((int)Math.Floor(low), (int)(Math.Ceiling(high) - Math.Floor(low)) + 1)
        from multiple in multiples
        let position = decade + Math.Log10(multiple)
        where position >= low - 1e-9 && position <= high + 1e-9
        select position;

    // Less than a factor of two: evenly spaced numbers, at their places on the log axis.
    private static IEnumerable<double> Linear(double low, double high) =>
        NiceSteps.Between(Math.Pow(10, low), Math.Pow(10, high), 4).Where(value => value > 0).Select(Math.Log10);
}
