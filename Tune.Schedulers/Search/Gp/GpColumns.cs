namespace Tune.Schedulers.Search.Gp;

/// <summary>What the numbers of a point mean to the kernel, column by column.</summary>
/// <param name="IsChoice">Whether a column only tells values apart; otherwise it is a number.</param>
/// <param name="Weight">Which weight a column has: columns of one parameter share theirs.</param>
internal sealed record GpColumns(bool[] IsChoice, int[] Weight)
{
    /// <summary>How many columns there are.</summary>
    public int Count => IsChoice.Length;

    /// <summary>How many weights there are.</summary>
    public int Weights { get; } = Weight.Length == 0 ? 0 : Weight.Max() + 1;
}
