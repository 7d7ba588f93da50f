using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>A trial's place among all that are known: what compares as lower is better.</summary>
/// <remarks>
/// First the trials that were trained to the end, by score; then those that were cut short, the longest first and then
/// by score; then those that break the constraints, by how much; last those without a usable score.
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

    /// <summary>The place without the score.</summary>
    public Stratum Stratum => new(_class, _order);

    public static TpeRank Of(int trial, TpeTrial known, bool isComplete) =>
        known.Score.IsWorst ? new(3, 0, 0, trial)
        : known.Violation > 0 ? new(2, known.Violation, known.Score.Value, trial)
        : isComplete ? new(0, 0, known.Score.Value, trial)
        : new(1, -known.Iteration, known.Score.Value, trial);

    public int CompareTo(TpeRank other)
    {
        var byClass = _class.CompareTo(other._class);
        var byOrder = byClass != 0 ? byClass : _order.CompareTo(other._order);
        var byScore = byOrder != 0 ? byOrder : other._score.CompareTo(_score);
        return byScore != 0 ? byScore : Trial.CompareTo(other.Trial);
    }
}
