namespace Tune.Schedulers.Search.Auto;

/// <summary>The numbers behind the choice between members.</summary>
internal static class AutoRules
{
    /// <summary>The first results come from the first member alone: its start-up covers the space.</summary>
    public const int Startup = 10;

    /// <summary>A result counts as a hit if it is among so many best.</summary>
    public const int Elite = 5;

    /// <summary>What is left of a member's record after one more result: of 14 results ago half counts.</summary>
    public const double Memory = 0.95;

    /// <summary>What a member gains by waiting: one that is never asked drifts back to a rate of a half.</summary>
    public const double Hope = 0.02;

    /// <summary>Everyone is asked with at least this probability.</summary>
    public const double Floor = 0.1;

    /// <summary>The Gaussian process leaves at so many results: by then the others are as good and far quicker.
    /// </summary>
    public const int GpResultsMax = 250;

    /// <summary>Where the space has more parameters, distances tell the Gaussian process little.</summary>
    public const int GpParametersMax = 32;
}
