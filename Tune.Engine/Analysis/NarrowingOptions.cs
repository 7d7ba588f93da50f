namespace Tune.Engine.Analysis;

/// <summary>How a space is narrowed.</summary>
public sealed record NarrowingOptions
{
    /// <summary>The share of trials that counts as the best, above 0 and below 1; default 0.2. At least 10 trials, but
    /// never more than half.</summary>
    public double TopShare { get; init; } = 0.2;

    /// <summary>The share of the best trials whose range is kept, besides the best trial, above 0 and at most 1;
    /// default 0.9. A margin is added on both sides.</summary>
    public double Kept { get; init; } = 0.9;

    /// <summary>How sure it must be that what is cut off is worse than the rest: the probability of seeing so few of
    /// the best there if it were not, above 0 and below 1; default 0.05.</summary>
    public double Doubt { get; init; } = 0.05;

    /// <summary>Whether a range may grow where the best trials stand at its end; default true.</summary>
    public bool MayWiden { get; init; } = true;

    internal void Check()
    {
        foreach (var (name, value, ok) in new[]
            {
                (nameof(TopShare), TopShare, TopShare > 0 && TopShare < 1), (nameof(Kept), Kept, Kept > 0 && Kept <= 1),
                (nameof(Doubt), Doubt, Doubt > 0 && Doubt < 1),
            })
        {
            if (!ok)
            {
                var end = name == nameof(Kept) ? "at most" : "below";
                throw new ArgumentOutOfRangeException(
                    name, value, $"{name} is {value}; it must be above 0 and {end} 1.");
            }
        }
    }
}
