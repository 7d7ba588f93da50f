using Tune.Engine.Analysis.Fanova;
using Tune.Engine.Spaces;

namespace Tune.Engine.Analysis;

/// <summary>One axis of the unit cube, as the analyses see it.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Levels">0 for a continuous axis on [0, 1]; otherwise how many equally wide values it has.</param>
/// <param name="Ordered">Whether neighbouring levels belong together; false for a choice.</param>
internal readonly record struct Dimension(string Name, int Levels = 0, bool Ordered = true)
{
    /// <summary>The most options an unordered axis may have; beyond it the options are treated as ordered.</summary>
    public const int UnorderedMax = 64;

    /// <summary>Whether a node divides this axis into two sets of options rather than at a threshold.</summary>
    public bool IsSet => Levels is > 1 and <= UnorderedMax && !Ordered;

    /// <summary>The part of this axis that the whole space covers.</summary>
    public Extent Full => IsSet ? Extent.Set(ulong.MaxValue >> (64 - Levels), Levels) : Extent.Interval(0, 1);

    /// <summary>The axis of a parameter. Only domains that divide the unit interval evenly have levels.</summary>
    public static Dimension Of(Parameter parameter)
    {
        var domain = parameter.Domain;
        var isEven = domain is ListDomain or IntegerDomain { Log: false } or RealDomain { Log: false };
        var levels = isEven && domain.Cardinality is { } count and <= UnorderedMax ? (int)count : 0;
        return new Dimension(parameter.Name, levels, domain.IsOrdered);
    }

    /// <summary>The option at a unit coordinate: [i / n, (i + 1) / n) is option i.</summary>
    public int LevelOf(double unit) => Cell(unit, Levels);

    /// <summary>Into which of so many equal cells of [0, 1] a coordinate falls.</summary>
    public static int Cell(double unit, int cells) => Math.Clamp((int)(unit * cells), 0, cells - 1);
}
