namespace Tune.Plots.Scales;

/// <summary>Round numbers at even distances.</summary>
internal static class NiceSteps
{
    private const int StepsMax = 1_000;

    /// <summary>
    /// About <paramref name="count"/> multiples of 1, 2 or 5 times a power of ten between two numbers.
    /// </summary>
    public static double[] Between(double low, double high, int count)
    {
        if (!(high > low) || !double.IsFinite(high - low))
        {
            return [low];
        }

        var step = Step((high - low) / Math.Max(1, count));
        var (first, last) = (Math.Ceiling((low / step) - 1e-9), Math.Floor((high / step) + 1e-9));

        // Neighbours at the end of what a double resolves leave any number of steps between them.
        var steps = (int)Math.Clamp(last - first + 1, 0, StepsMax);
        return [.. Enumerable.Range(0, steps).Select(i => (first + i) * step)];
    }

    private static double Step(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var lead = rough / power;
        return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
    }
}
