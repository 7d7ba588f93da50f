using System.Numerics;

namespace Tune.Engine.Analysis.Fanova;

/// <summary>What a leaf covers of one axis: an interval, or a set of options. Its measure is at most 1.</summary>
internal readonly record struct Extent
{
    private readonly int _options;

    private Extent(double lower, double upper, ulong members, int options)
    {
        Lower = lower;
        Upper = upper;
        Members = members;
        _options = options;
    }

    public double Lower { get; }

    public double Upper { get; }

    /// <summary>One bit per option; 0 for an interval.</summary>
    public ulong Members { get; }

    /// <summary>The share of the axis, under the uniform measure.</summary>
    public double Measure => _options > 0 ? BitOperations.PopCount(Members) / (double)_options : Upper - Lower;

    public static Extent Interval(double lower, double upper) => new(lower, upper, 0, 0);

    public static Extent Set(ulong members, int options) => new(0, 1, members, options);

    public bool Contains(double unit, Dimension dimension) => _options > 0
        ? (Members >> dimension.LevelOf(unit) & 1) == 1
        : unit >= Lower && unit < Upper;

    /// <summary>The measure of what two extents of the same axis share.</summary>
    public double Overlap(in Extent other) => _options > 0
        ? BitOperations.PopCount(Members & other.Members) / (double)_options
        : Math.Max(0, Math.Min(Upper, other.Upper) - Math.Max(Lower, other.Lower));

    public Extent Below(double threshold) => Interval(Lower, threshold);

    public Extent From(double threshold) => Interval(threshold, Upper);

    public Extent Keeping(ulong members) => Set(Members & members, _options);

    public Extent Without(ulong members) => Set(Members & ~members, _options);
}
