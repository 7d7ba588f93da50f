namespace Tune.Storage.Tracking;

/// <summary>
/// The levels at which curves are kept in short: the lowest and the highest point of every 10, 100 and 1,000 reports.
/// A document of a level takes the ranges of 10, 100 or 1,000 chunks, so each has about a thousand.
/// </summary>
internal static class CurveLevel
{
    public const int Highest = 3;

    /// <summary>How many reports one range of a level stands for; 1 for level 0.</summary>
    public static int Length(int level) => level switch { 0 => 1, 1 => 10, 2 => 100, _ => 1000 };

    /// <summary>How many chunks one document of a level stands for.</summary>
    public static int ChunksPerDocument(int level) => Length(level);
}
