namespace Tune.Engine.Metrics;

/// <summary>How good a result is among others: the one place that says which trial is best. What has no usable score is
/// behind all else; where training refines one estimate, the longest trained come first; then the score decides.
/// </summary>
/// <param name="Length">The iteration of the result where that counts, else 0.</param>
/// <param name="Score">Its score.</param>
public readonly record struct ResultRank(int Length, Score Score) : IComparable<ResultRank>
{
    /// <inheritdoc />
    public int CompareTo(ResultRank other) =>
        Score.IsWorst || other.Score.IsWorst || Length == other.Length
            ? Score.CompareTo(other.Score)
            : Length.CompareTo(other.Length);

    /// <summary>Whether the left result is worse.</summary>
    public static bool operator <(ResultRank left, ResultRank right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left result is better.</summary>
    public static bool operator >(ResultRank left, ResultRank right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left result is worse or equal.</summary>
    public static bool operator <=(ResultRank left, ResultRank right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left result is better or equal.</summary>
    public static bool operator >=(ResultRank left, ResultRank right) => left.CompareTo(right) >= 0;
}
