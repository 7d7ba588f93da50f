using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>A trial's place among all that are known: what compares as lower is better.</summary>
/// <remarks>
/// First by score, whether a trial was trained to its end or cut short; then those that break the constraints, by how
/// much; last those without a usable score and those that failed.
/// </remarks>
internal readonly record struct TpeRank : IComparable<TpeRank>
{
    private readonly int _class;
    private readonly double _order;
    private readonly double _score;

    private TpeRank(int kind, double order, double score, int trial) =>
        (_class, _order, _score, Trial) = (kind, order, score, trial);

    /// <summary>Whose place it is; decides between equals.</summary>
    public int Trial { get; }

    /// <summary>Keeping to the constraints, breaking them, unusable: 0 to 2.</summary>
    public int Kind => _class;

    /// <summary>The order among those of a kind: the violation.</summary>
    public double Order => _order;

    /// <summary>The score, larger is better.</summary>
    public double Score => _score;

    /// <summary>The place without the score.</summary>
    public Stratum Stratum => new(_class, _order);

    public static TpeRank Of(int trial, TpeTrial known, bool hasFailed) =>
        known.Score.IsWorst || hasFailed ? new(2, 0, 0, trial)
        : known.Violation > 0 ? new(1, known.Violation, known.Score.Value, trial)
        : new(0, 0, known.Score.Value, trial);

    /// <summary>A place that was known before.</summary>
    public static TpeRank Known(int kind, double order, double score, int trial) => new(kind, order, score, trial);

    public int CompareTo(TpeRank other)
    {
        var byClass = _class.CompareTo(other._class);
        var byOrder = byClass != 0 ? byClass : _order.CompareTo(other._order);
        var byScore = byOrder != 0 ? byOrder : other._score.CompareTo(_score);
        return byScore != 0 ? byScore : Trial.CompareTo(other.Trial);
    }
}
