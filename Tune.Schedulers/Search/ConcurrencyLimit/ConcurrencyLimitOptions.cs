using Tune.Engine.Ports;
using Tune.Schedulers.Search.Wrapping;

namespace Tune.Schedulers.Search.ConcurrencyLimit;

/// <summary>
/// Keeps a searcher from running ahead of its results: while <see cref="Max"/> trials have none yet, it is not asked
/// for more, whatever slots are free.
/// </summary>
/// <remarks>Points to evaluate are not held back, but count. A trial that is paused has its result so far and does not
/// count until it goes on.</remarks>
public sealed record ConcurrencyLimitOptions : SearcherOptions, IWrappingOptions
{
    /// <summary>The searcher that says what to try.</summary>
    public required SearcherOptions Inner { get; init; }

    /// <summary>How many trials may be without a result at once, 1 or more.</summary>
    public required int Max { get; init; }

    /// <summary>Whether trials go in batches of <see cref="Max"/>: the next batch begins when every trial of the last
    /// one has a result, and only then does the searcher hear of them, all at once; default false.</summary>
    public bool Batch { get; init; }

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (Max < 1)
        {
            yield return $"ConcurrencyLimit.Max is {Max}; it must be 1 or more.";
        }

        foreach (var problem in Wrapped.TwiceProblems(this, "ConcurrencyLimit").Concat(
            Wrapped.InnerProblems(Inner, "ConcurrencyLimit", context)))
        {
            yield return problem;
        }
    }

    /// <inheritdoc />
    public override bool IsFinite() => Inner?.IsFinite() ?? true;

    /// <inheritdoc />
    public override int ObjectivesMax() => Inner?.ObjectivesMax() ?? int.MaxValue;

    /// <inheritdoc />
    public override int TrialsEach() => Inner?.TrialsEach() ?? 1;

    /// <inheritdoc />
    public override ISearcher Create(AlgorithmContext context) => Batch
        ? new BatchSearcher(Inner.Create(context), Max)
        : new LimitedSearcher(Inner.Create(context), Max);
}
