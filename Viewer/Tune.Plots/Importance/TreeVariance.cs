namespace Tune.Plots.Importance;

/// <summary>
/// The functional ANOVA of one regression tree, exact because the tree is constant on boxes.
/// </summary>
/// <remarks>
/// Symbols of Hutter, Hoos and Leyton-Brown, "An Efficient Approach for Assessing Hyperparameter Importance" (ICML
/// 2014): the tree is <c>y(θ) = Σ_l c_l · [θ ∈ box_l]</c>; <c>a_U(θ_U)</c> is its mean over the axes outside U;
/// <c>V</c> its variance; <c>V_j</c> the variance of the main effect of axis j; <c>F_j = V_j / V</c>.
/// Instead of laying a grid over the axes of U the variance of <c>a_U</c> is summed over pairs of leaves,
/// <c>Var a_U = Σ_l Σ_m c_l c_m vol_{-U}(l) vol_{-U}(m) Π_{u∈U} |side_u(l) ∩ side_u(m)|</c> with <c>c</c>
/// centred, which needs no case for options, thresholds or the size of U. The total effect of axis j, everything it
/// takes part in, is <c>V - Var a_{all but j}</c> (Homma and Saltelli, 1996).
/// </remarks>
internal sealed class TreeVariance
{
    private readonly IReadOnlyList<Leaf> _leaves;
    private readonly double[] _centred;
    private readonly int _axes;

    private TreeVariance(RegressionTree tree, int axes)
    {
        _leaves = tree.Leaves;
        _axes = axes;
        var mean = _leaves.Sum(leaf => leaf.Volume * leaf.Value);
        _centred = [.. _leaves.Select(leaf => leaf.Value - mean)];
        Main = new double[axes];
        Total = new double[axes];
    }

    /// <summary>V: the variance of the tree over the cube.</summary>
    public double Whole { get; private set; }

    /// <summary>V_j, by axis.</summary>
    public double[] Main { get; }

    /// <summary>The variance that goes away once axis j is averaged out, by axis.</summary>
    public double[] Total { get; }

    public static TreeVariance Of(RegressionTree tree, int axes)
    {
        var variance = new TreeVariance(tree, axes);
        variance.AddUp();
        return variance;
    }

    private void AddUp()
    {
        var others = new double[_axes];
        var overlaps = new double[_axes];
        for (var l = 0; l < _leaves.Count; l++)
        {
            Whole += _leaves[l].Volume * _centred[l] * _centred[l];
            for (var m = 0; m <= l; m++)
            {
                AddPair(l, m, overlaps, others);
            }
        }

        for (var axis = 0; axis < _axes; axis++)
        {
            Main[axis] = Math.Max(0, Main[axis]);
            Total[axis] = Math.Clamp(Whole - others[axis], Main[axis], Math.Max(Whole, Main[axis]));
        }
    }

    private void AddPair(int l, int m, double[] overlaps, double[] others)
    {
        var (first, second) = (_leaves[l], _leaves[m]);
        var weight = (l == m ? 1 : 2) * _centred[l] * _centred[m];
        var (apart, apartAxis, product) = (0, -1, 1.0);
        for (var axis = 0; axis < _axes; axis++)
        {
            var overlap = first.Box[axis].Overlap(second.Box[axis]);
            overlaps[axis] = overlap;
            if (overlap > 0)
            {
                product *= overlap;
                Main[axis] += weight * overlap * first.Volume * second.Volume
                    / (first.Box[axis].Measure * second.Box[axis].Measure);
            }
            else
            {
                apart++;
                apartAxis = axis;
            }
        }

        // Var a_{all but j} sees a pair only if the two boxes meet on every other axis.
        for (var axis = 0; axis < _axes && apart <= 1; axis++)
        {
            if (apart == 0 || axis == apartAxis)
            {
                var rest = apart == 0 ? product / overlaps[axis] : product;
                others[axis] += weight * rest * first.Box[axis].Measure * second.Box[axis].Measure;
            }
        }
    }
}
