namespace Tune.Plots.Scales;

/// <summary>The unit in which a span of time is drawn.</summary>
internal readonly record struct TimeScale(double Seconds, string Unit)
{
    /// <summary>The unit that gives numbers people can read, for a span in seconds.</summary>
    public static TimeScale For(double span) => span switch
    {
        < 1 => new(1e-3, "ms"),
        < 180 => new(1, "s"),
        < 180 * 60 => new(60, "min"),
        < 72 * 3600 => new(3600, "h"),
        _ => new(86_400, "days"),
    };

    public double Position(double seconds) => seconds / Seconds;
}
