namespace Tune.Schedulers.Asha;

/// <summary>
/// The iterations at which trials are compared: r, r x eta, r x eta^2 and so on, below R. Whole numbers multiplied, so
/// no rung is lost to rounding. Rung numbers count from the lowest, 0; bracket s starts at rung s.
/// </summary>
/// <remarks>R itself is no rung: whoever gets there has its full budget, and no comparison follows.</remarks>
internal sealed class RungLadder
{
    /// <summary>The number that says "no rung".</summary>
    public const int None = -1;

    private readonly int[] _iterations;

    public RungLadder(AshaOptions options) =>
        _iterations = [.. Iterations(options).TakeWhile(iteration => iteration < options.MaxIterations)];

    /// <summary>How many rungs there are; may be 0, when r = R.</summary>
    public int Count => _iterations.Length;

    /// <summary>How many brackets have at least one rung at or below R: floor(log_eta(R / r)) + 1.</summary>
    public static int BracketsMax(AshaOptions options) => Iterations(options).Count();

    /// <summary>The iteration of a rung.</summary>
    public int IterationOf(int rung) => _iterations[rung];

    /// <summary>The highest rung at or below an iteration, or <see cref="None"/>.</summary>
    public int HighestAt(int iteration)
    {
        var rung = Count - 1;
        while (rung >= 0 && _iterations[rung] > iteration)
        {
            rung--;
        }

        return rung;
    }

    /// <summary>One T for each rung of each bracket, to be indexed by bracket, then rung.</summary>
    public T[][] ForEach<T>(int brackets)
        where T : new() => ForEach(brackets, () => new T());

    /// <summary>The same, made as told.</summary>
    public T[][] ForEach<T>(int brackets, Func<T> make) =>
        [.. Enumerable.Range(0, brackets).Select(_ => Enumerable.Range(0, Count).Select(_ => make()).ToArray())];

    private static IEnumerable<int> Iterations(AshaOptions options)
    {
        for (long iteration = options.GracePeriod; iteration <= options.MaxIterations;
            iteration *= options.ReductionFactor)
        {
            yield return (int)iteration;
        }
    }
}
