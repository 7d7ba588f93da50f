namespace Tune.Engine.Analysis.Fanova;

/// <summary>One leaf of a regression tree: a box of the unit cube and the mean value of the trials inside.</summary>
internal sealed record Leaf(Extent[] Box, double Value)
{
    /// <summary>The product of the measures of all its sides.</summary>
    public double Volume { get; } = Box.Aggregate(1.0, (volume, side) => volume * side.Measure);

    public bool Contains(ReadOnlySpan<double> point, IReadOnlyList<Dimension> dimensions)
    {
        for (var axis = 0; axis < Box.Length; axis++)
        {
            if (!Box[axis].Contains(point[axis], dimensions[axis]))
            {
                return false;
            }
        }

        return true;
    }
}
