using Tune.Engine.Ports;
using Tune.Schedulers.Search.Wrapping;

namespace Tune.Schedulers.Search.Repeat;

/// <summary>
/// Tries each configuration several times, as trials of their own with seeds of their own, and tells the searcher
/// inside one outcome: the mean. For training code whose result depends much on chance.
/// </summary>
/// <remarks>Results show mean and spread per configuration. Best together with a scheduler that trains every trial to
/// its end; see the README for what happens otherwise.</remarks>
public sealed record RepeatOptions : SearcherOptions, IWrappingOptions
{
    /// <summary>The searcher that says what to try. It is asked once per configuration.</summary>
    public required SearcherOptions Inner { get; init; }

    /// <summary>How many trials each configuration gets, 2 or more; default 3. Where the number of trials is no
    /// multiple of it, the last configuration gets fewer.</summary>
    public int Times { get; init; } = 3;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (Times < 2)
        {
            yield return $"Repeat.Times is {Times}; it must be 2 or more.";
        }

        if (context.Trials < Times && context.Trials > 0)
        {
            yield return $"Trials is {context.Trials} and Repeat.Times {Times}; "
                + "the trials must be enough for one configuration at least.";
        }

        foreach (var problem in Wrapped.TwiceProblems(this, "Repeat").Concat(
            Wrapped.InnerProblems(Inner, "Repeat", Inside(context))))
        {
            yield return problem;
        }
    }

    /// <inheritdoc />
    public override bool IsFinite() => Inner?.IsFinite() ?? true;

    /// <inheritdoc />
    public override int ObjectivesMax() => Inner?.ObjectivesMax() ?? int.MaxValue;

    /// <inheritdoc />
    public override int TrialsEach() => (int)Math.Min((long)Times * (Inner?.TrialsEach() ?? 1), int.MaxValue);

    /// <inheritdoc />
    public override ISearcher Create(AlgorithmContext context) =>
        new RepeatSearcher(Inner.Create(Inside(context)), Times, context);

    // To the searcher inside, a configuration is one trial.
    private AlgorithmContext Inside(AlgorithmContext context) => Times < 1 ? context : context with
    {
        Trials = context.Trials is { } trials ? (int)(((long)trials + Times - 1) / Times) : null,
    };
}
