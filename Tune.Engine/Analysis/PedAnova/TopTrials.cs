namespace Tune.Engine.Analysis.PedAnova;

/// <summary>
/// Hyperparameter importance by the Pearson divergence between where the best trials lie and where all were tried:
/// Watanabe, Bansal and Hutter, "PED-ANOVA: Efficiently Quantifying Hyperparameter Importance in Arbitrary Subspaces"
/// (IJCAI 2023, arXiv:2304.10255).
/// </summary>
internal sealed class TopTrials
{
    /// <summary>Of few trials, at least so many count as the best, though never more than half.</summary>
    public const int Least = 10;

    private readonly Evidence _evidence;
    private readonly bool[] _isTop;
    private readonly TopProfile?[] _profiles;

    public TopTrials(Evidence evidence, double share)
    {
        _evidence = evidence;
        _isTop = evidence.Top(share, Least);
        _profiles = new TopProfile?[evidence.Dimensions.Length];
        Count = _isTop.Count(isTop => isTop);
    }

    /// <summary>How many trials are among the best; 0 if they cannot be told from the others.</summary>
    public int Count { get; }

    /// <summary>gamma of the paper: the share of trials among the best.</summary>
    public double Share => (double)Count / _evidence.Count;

    public bool this[int row] => _isTop[row];

    /// <summary>How often trials are among the best along one axis, where it is active.</summary>
    public TopProfile Profile(int axis) => _profiles[axis] ??= TopProfile.Of(_evidence, axis, _isTop);

    /// <summary>
    /// The share of the variance of being among the best that one axis explains. Where a parameter is not always
    /// active this is the variance within the trials in which it is, weighted by how many those are: whether it is
    /// active is its parent's doing.
    /// </summary>
    public double MainOf(int axis)
    {
        var profile = Profile(axis);
        var whole = Share * (1 - Share);
        var within = profile.TopShare * (1 - profile.TopShare);
        return (double)profile.Count / _evidence.Count * within / whole * profile.Explained;
    }
}
