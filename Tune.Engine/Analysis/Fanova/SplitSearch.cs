using Tune.Engine.Randomness;

namespace Tune.Engine.Analysis.Fanova;

/// <summary>Finds the split of a node that lowers the sum of squared errors most (CART's rule).</summary>
internal sealed class SplitSearch(Dimension[] dimensions, double[][] points, double[] values, int leafMin)
{
    /// <summary>The best split over all axes, or null if none leaves enough trials on both sides.</summary>
    public Split? Best(ReadOnlySpan<int> node, KeyedRandom random)
    {
        Split? best = null;
        var order = new int[node.Length];
        for (var axis = 0; axis < dimensions.Length; axis++)
        {
            node.CopyTo(order);
            var found = dimensions[axis].IsSet
                ? BestOfSet(order, axis, random)
                : BestOfInterval(order, axis, random);
            if (found is { } split && split.Gain > 0 && (best is null || split.Gain > best.Value.Gain))
            {
                best = split;
            }
        }

        return best;
    }

    private Split? BestOfInterval(int[] order, int axis, KeyedRandom random)
    {
        Array.Sort(order, (a, b) =>
        {
            var byPlace = points[a][axis].CompareTo(points[b][axis]);
            return byPlace != 0 ? byPlace : a.CompareTo(b);
        });
        var total = order.Sum(i => values[i]);
        var left = 0.0;
        var (bestAt, bestGain) = (-1, 0.0);
        for (var at = 1; at < order.Length; at++)
        {
            left += values[order[at - 1]];
            var divides = points[order[at - 1]][axis] < points[order[at]][axis];
            if (divides && at >= leafMin && order.Length - at >= leafMin)
            {
                var gain = Gain(left, at, total, order.Length);
                (bestAt, bestGain) = gain > bestGain ? (at, gain) : (bestAt, bestGain);
            }
        }

        return bestAt < 0
            ? null
            : new Split(
                axis, Between(points[order[bestAt - 1]][axis], points[order[bestAt]][axis], axis, random), 0, bestGain);
    }

    // Drawn anywhere in the gap rather than its middle, so that the forest interpolates (Hutter et al. 2014, 3.1).
    private double Between(double low, double high, int axis, KeyedRandom random)
    {
        var levels = dimensions[axis].Levels;
        if (levels > 1)
        {
            var (from, to) = (dimensions[axis].LevelOf(low), dimensions[axis].LevelOf(high));
            if (to > from)
            {
                return (from + 1 + random.NextInt(to - from)) / (double)levels;
            }
        }

        return Math.Max(Math.BitIncrement(low), low + ((high - low) * random.NextUnit()));
    }

    // With the options in order of their mean, the best of all two-way divisions is one of the n - 1 prefixes
    // (Fisher 1958; Breiman et al. 1984, theorem 4.5).
    private Split? BestOfSet(int[] order, int axis, KeyedRandom random)
    {
        var dimension = dimensions[axis];
        var (count, sum) = (new int[dimension.Levels], new double[dimension.Levels]);
        foreach (var i in order)
        {
            var level = dimension.LevelOf(points[i][axis]);
            count[level]++;
            sum[level] += values[i];
        }

        var seen = Enumerable.Range(0, dimension.Levels).Where(level => count[level] > 0)
            .OrderBy(level => sum[level] / count[level]).ThenBy(level => level).ToArray();
        var total = sum.Sum();
        var (left, size, members) = (0.0, 0, 0UL);
        var (bestMembers, bestGain) = (0UL, 0.0);
        foreach (var level in seen.SkipLast(1))
        {
            left += sum[level];
            size += count[level];
            members |= 1UL << level;
            var gain = size >= leafMin && order.Length - size >= leafMin ? Gain(left, size, total, order.Length) : 0;
            (bestMembers, bestGain) = gain > bestGain ? (members, gain) : (bestMembers, bestGain);
        }

        return bestGain <= 0 ? null : new Split(axis, 0, WithUnseen(bestMembers, count, random), bestGain);
    }

    private static ulong WithUnseen(ulong members, int[] count, KeyedRandom random)
    {
        for (var level = 0; level < count.Length; level++)
        {
            if (count[level] == 0 && random.NextUnit() < 0.5)
            {
                members |= 1UL << level;
            }
        }

        return members;
    }

    private static double Gain(double left, int leftCount, double total, int count)
    {
        var right = total - left;
        var rightCount = count - leftCount;
        return (left * left / leftCount) + (right * right / rightCount) - (total * total / count);
    }
}
