using Tune.Engine.Randomness;

namespace Tune.Engine.Analysis.Fanova;

/// <summary>A regression tree kept as its leaves: boxes that tile the unit cube.</summary>
internal sealed class RegressionTree
{
    private readonly Dimension[] _dimensions;

    private RegressionTree(Dimension[] dimensions, IReadOnlyList<Leaf> leaves)
    {
        _dimensions = dimensions;
        Leaves = leaves;
    }

    public IReadOnlyList<Leaf> Leaves { get; }

    /// <summary>Grows a tree on the rows named by <paramref name="sample"/>, which may repeat.</summary>
    public static RegressionTree Grow(
        Dimension[] dimensions, double[][] points, double[] values, int[] sample, int leafMin, KeyedRandom random)
    {
        var search = new SplitSearch(dimensions, points, values, leafMin);
        var leaves = new List<Leaf>();
        var open = new Stack<(int[] Node, Extent[] Box)>();
        open.Push((sample, [.. dimensions.Select(dimension => dimension.Full)]));
        while (open.TryPop(out var next))
        {
            if (next.Node.Length < 2 * leafMin || search.Best(next.Node, random) is not { } split)
            {
                leaves.Add(new Leaf(next.Box, next.Node.Average(i => values[i])));
                continue;
            }

            var dimension = dimensions[split.Axis];
            var goesLeft = next.Node.ToLookup(i => split.GoesLeft(points[i][split.Axis], dimension));
            var (left, right) = Divide(next.Box, split, dimension);
            open.Push(([.. goesLeft[false]], right));
            open.Push(([.. goesLeft[true]], left));
        }

        return new RegressionTree(dimensions, leaves);
    }

    public double Predict(ReadOnlySpan<double> point)
    {
        foreach (var leaf in Leaves)
        {
            if (leaf.Contains(point, _dimensions))
            {
                return leaf.Value;
            }
        }

        return double.NaN;
    }

    /// <summary>Adds the tree's mean over all but two axes, at each pair of coordinates on those.</summary>
    public void AddMean(double[,] mean, int first, int second, double[] across, double[] up)
    {
        foreach (var leaf in Leaves)
        {
            var (left, right) = (leaf.Box[first], leaf.Box[second]);
            var part = leaf.Value * leaf.Volume / (left.Measure * right.Measure);
            for (var x = 0; x < across.Length; x++)
            {
                for (var y = 0; y < up.Length && left.Contains(across[x], _dimensions[first]); y++)
                {
                    mean[x, y] += right.Contains(up[y], _dimensions[second]) ? part : 0;
                }
            }
        }
    }

    private static (Extent[] Left, Extent[] Right) Divide(Extent[] box, Split split, Dimension dimension)
    {
        var side = box[split.Axis];
        var (left, right) = ((Extent[])box.Clone(), (Extent[])box.Clone());
        (left[split.Axis], right[split.Axis]) = dimension.IsSet
            ? (side.Keeping(split.Left), side.Without(split.Left))
            : (side.Below(split.Threshold), side.From(split.Threshold));
        return (left, right);
    }
}
