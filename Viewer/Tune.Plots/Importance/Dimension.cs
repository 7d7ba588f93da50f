namespace Tune.Plots.Importance;

/// <summary>One axis of the sampled space, as the regression trees see it.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Levels">0 for a continuous axis on [0, 1]; otherwise how many equally wide values it has.</param>
/// <param name="Ordered">Whether neighbouring levels belong together; false for a choice.</param>
internal readonly record struct Dimension(string Name, int Levels = 0, bool Ordered = true)
{
    /// <summary>The most options an unordered axis may have; beyond it the options are treated as ordered.</summary>
    public const int UnorderedMax = 64;

    /// <summary>Whether a node divides this axis into two sets of options rather than at a threshold.</summary>
    public bool IsSet => Levels is > 1 and <= UnorderedMax && !Ordered;

    /// <summary>The option at a unit coordinate: [i / n, (i + 1) / n) is option i.</summary>
    public int LevelOf(double unit) => Math.Clamp((int)(unit * Levels), 0, Levels - 1);

    /// <summary>The part of this axis that the whole space covers.</summary>
    public Extent Full => IsSet ? Extent.Set(ulong.MaxValue >> (64 - Levels), Levels) : Extent.Interval(0, 1);
}
