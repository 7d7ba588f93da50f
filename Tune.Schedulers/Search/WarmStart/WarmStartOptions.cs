using System.Collections.Immutable;
using Tune.Engine.Ports;
using Tune.Schedulers.Search.Wrapping;

namespace Tune.Schedulers.Search.WarmStart;

/// <summary>
/// Begins a search with what earlier experiments have found: their best configurations are tried first, and searchers
/// that can make use of it are told the rest, with a weight that fades.
/// </summary>
/// <remarks>The trials are part of these options, so the new experiment needs the old ones no more. They are usually
/// put here by <c>Tuner.WarmStart</c>.</remarks>
public sealed record WarmStartOptions : SearcherOptions, IWrappingOptions
{
    /// <summary>The most trials that are taken over.</summary>
    public const int TrialsMax = 1_000;

    /// <summary>The searcher that says what to try.</summary>
    public required SearcherOptions Inner { get; init; }

    /// <summary>What is taken over, 1 to <see cref="TrialsMax"/> trials.</summary>
    public required ImmutableArray<PriorTrial> Priors
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>How many of the best, far enough apart, are tried first; 0 or more, default 3.</summary>
    public int Top { get; init; } = 3;

    /// <summary>After how many results of its own the experiment no longer heeds the earlier ones; 1 or more, default
    /// 50. Their weight falls steadily until then, and faster if they foretell the results badly.</summary>
    public int Fade { get; init; } = 50;

    /// <summary>The same searcher, with a warm start as its innermost wrapper.</summary>
    public static SearcherOptions Around(SearcherOptions searcher, Func<SearcherOptions, WarmStartOptions> wrap) =>
        searcher switch
        {
            Repeat.RepeatOptions repeat => repeat with { Inner = Around(repeat.Inner, wrap) },
            ConcurrencyLimit.ConcurrencyLimitOptions limit => limit with { Inner = Around(limit.Inner, wrap) },
            _ => wrap(searcher),
        };

    /// <summary>The warm start inside some options; null if there is none.</summary>
    public static WarmStartOptions? In(SearcherOptions searcher) =>
        Wrapped.Layers(searcher).OfType<WarmStartOptions>().FirstOrDefault();

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (Priors.Length is < 1 or > TrialsMax)
        {
            yield return $"WarmStart.Priors has {Priors.Length} trials; it must have 1 to {TrialsMax}.";
        }

        if (Top < 0)
        {
            yield return $"WarmStart.Top is {Top}; it must be 0 or more.";
        }

        if (Fade < 1)
        {
            yield return $"WarmStart.Fade is {Fade}; it must be 1 or more.";
        }

        for (var i = 0; i < Priors.Length; i++)
        {
            if (!context.Space.Contains(Priors[i].Config, out var why))
            {
                yield return $"WarmStart.Priors[{i}].Config does not fit the search space. {why}";
            }

            if (!(Priors[i].Quality is >= 0 and <= 1) || Priors[i].Iteration < 1)
            {
                yield return FormattableString.Invariant(
                    $"WarmStart.Priors[{i}] has Quality {Priors[i].Quality} and Iteration {Priors[i].Iteration}; ")
                    + "they must be 0 to 1, and 1 or more.";
            }
        }

        foreach (var problem in Wrapped.TwiceProblems(this, "WarmStart").Concat(
            Wrapped.Layers(Inner).Skip(1).Any() ? ["WarmStart.Inner is a wrapper; put the warm start inside it."] : [])
            .Concat(Wrapped.InnerProblems(Inner, "WarmStart", context with
            {
                GivenPoints = context.GivenPoints + Math.Clamp(Top, 0, Priors.Length),
            })))
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
    public override ISearcher Create(AlgorithmContext context) => new WarmStartSearcher(this, context);

    /// <summary>Same searcher, trials and numbers.</summary>
    public bool Equals(WarmStartOptions? other) =>
        other is not null && Inner.Equals(other.Inner) && Top == other.Top && Fade == other.Fade
        && Priors.AsSpan().SequenceEqual(other.Priors.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() => (Priors.Length * 31) + Fade;
}
