namespace Tune.Storage.Tracking;

/// <summary>The levels at which curves are kept in short: ranges of 10, 100 and 1,000 reports.</summary>
internal static class CurveLevel
{
    public const int Highest = 3;

    /// <summary>How many reports one range of a level stands for; 1 for level 0.</summary>
    public static long Length(int level) => level switch { 0 => 1, 1 => 10, 2 => 100, _ => 1000 };
}
