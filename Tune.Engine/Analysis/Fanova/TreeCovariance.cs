namespace Tune.Engine.Analysis.Fanova;

/// <summary>
/// The functional ANOVA of two regression trees of a forest, exact because trees are constant on boxes.
/// </summary>
/// <remarks>
/// Symbols of Hutter, Hoos and Leyton-Brown, "An Efficient Approach for Assessing Hyperparameter Importance" (ICML
/// 2014): a tree is <c>y(θ) = Σ_l c_l · [θ ∈ box_l]</c>; <c>a_U(θ_U)</c> is its mean over the axes outside U;
/// <c>V</c> its variance; <c>V_j</c> the variance of the main effect of axis j; <c>F_j = V_j / V</c>.
/// Instead of laying a grid over the axes of U the covariance of <c>a_U</c> in two trees is summed over pairs of
/// leaves,
/// <c>Cov a_U = Σ_l Σ_m c_l d_m vol_{-U}(l) vol_{-U}(m) Π_{u∈U} |side_u(l) ∩ side_u(m)|</c> with <c>c</c>
/// and <c>d</c> centred, which needs no case for options, thresholds or the size of U. The total effect of axis j,
/// everything it takes part in, is <c>V - V a_{all but j}</c> (Homma and Saltelli, 1996).
/// </remarks>
internal sealed class TreeCovariance
{
    private readonly IReadOnlyList<Leaf> _left;
    private readonly IReadOnlyList<Leaf> _right;
    private readonly int[] _paired;
    private readonly double[] _overlaps;
    private readonly double[] _others;

    private TreeCovariance(RegressionTree left, RegressionTree right, int axes, int[] paired)
    {
        (_left, _right, _paired) = (left.Leaves, right.Leaves, paired);
        (Main, Total) = (new double[axes], new double[axes]);
        (_overlaps, _others) = (new double[axes], new double[axes]);
        Pairs = new double[paired.Length, paired.Length];
    }

    /// <summary>V: the covariance of the two trees over the cube.</summary>
    public double Whole { get; private set; }

    /// <summary>V_j, by axis.</summary>
    public double[] Main { get; }

    /// <summary>What goes away once axis j is averaged out, by axis.</summary>
    public double[] Total { get; }

    /// <summary>V_ij, by position among the paired axes, the first below the second: what the two explain together
    /// beyond what each explains alone.</summary>
    public double[,] Pairs { get; }

    /// <summary>Decomposes two trees.</summary>
    /// <param name="left">A tree.</param>
    /// <param name="right">Another of the same forest.</param>
    /// <param name="axes">How many axes they have.</param>
    /// <param name="paired">The axes of which each pair is wanted, too.</param>
    public static TreeCovariance Of(RegressionTree left, RegressionTree right, int axes, int[] paired)
    {
        var covariance = new TreeCovariance(left, right, axes, paired);
        covariance.AddUp();
        return covariance;
    }

    private void AddUp()
    {
        var (centre, other) = (MeanOf(_left), MeanOf(_right));
        foreach (var first in _left)
        {
            foreach (var second in _right)
            {
                AddPair(first, second, (first.Value - centre) * (second.Value - other));
            }
        }

        for (var first = 0; first < _paired.Length; first++)
        {
            for (var second = first + 1; second < _paired.Length; second++)
            {
                Pairs[first, second] -= Main[_paired[first]] + Main[_paired[second]];
            }
        }

        for (var axis = 0; axis < Total.Length; axis++)
        {
            Total[axis] = Whole - _others[axis];
        }
    }

    private static double MeanOf(IReadOnlyList<Leaf> leaves) => leaves.Sum(leaf => leaf.Volume * leaf.Value);

    private void AddPair(Leaf first, Leaf second, double weight)
    {
        var both = weight * first.Volume * second.Volume;
        var (apart, apartAxis, product) = (0, -1, 1.0);
        for (var axis = 0; axis < _overlaps.Length; axis++)
        {
            var overlap = first.Box[axis].Overlap(second.Box[axis]);
            _overlaps[axis] = overlap;
            if (overlap > 0)
            {
                product *= overlap;
                Main[axis] += both * overlap / (first.Box[axis].Measure * second.Box[axis].Measure);
            }
            else
            {
                apart++;
                apartAxis = axis;
            }
        }

        Whole += apart == 0 ? weight * product : 0;
        AddToPairs(first, second, both);

        // The mean over axis j sees a pair only if the two boxes meet on every other axis.
        for (var axis = 0; axis < _overlaps.Length && apart <= 1; axis++)
        {
            if (apart == 0 || axis == apartAxis)
            {
                var rest = apart == 0 ? product / _overlaps[axis] : product;
                _others[axis] += weight * rest * first.Box[axis].Measure * second.Box[axis].Measure;
            }
        }
    }

    private void AddToPairs(Leaf first, Leaf second, double both)
    {
        for (var i = 0; i < _paired.Length; i++)
        {
            var part = both * RatioOf(_paired[i]);
            for (var j = i + 1; j < _paired.Length && part != 0; j++)
            {
                Pairs[i, j] += part * RatioOf(_paired[j]);
            }
        }

        double RatioOf(int axis) => _overlaps[axis] > 0
            ? _overlaps[axis] / (first.Box[axis].Measure * second.Box[axis].Measure)
            : 0;
    }
}
