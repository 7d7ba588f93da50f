using System.Collections.Immutable;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;

namespace Tune.Schedulers.Pbt;

/// <summary>
/// What all population-based schedulers have in common: a fixed number of trials train side by side, and from time to
/// time those that do badly go on from the checkpoint of one that does well, with another configuration.
/// </summary>
/// <remarks>The experiment's number of trials is the size of the population. It may be larger than the number of slots:
/// the trials then take turns, one interval at a time.</remarks>
public abstract record PopulationOptions : SchedulerOptions
{
    /// <summary>The full budget of a trial, in iterations, 2 or more. A trial that reaches it has completed.</summary>
    public required int MaxIterations { get; init; }

    /// <summary>How many iterations lie between two chances to copy, 1 or more and below MaxIterations. A trial comes
    /// to a boundary with its first report at or above a multiple of it.</summary>
    public required int Interval { get; init; }

    /// <summary>No trial copies before this iteration, 0 (default) or more and below MaxIterations.</summary>
    public int BurnIn { get; init; }

    /// <summary>The share of the population that is at the bottom, and that is at the top; above 0, at most 0.5;
    /// default 0.25. It is rounded up to whole trials, but top and bottom never overlap.</summary>
    public double QuantileFraction { get; init; } = 0.25;

    /// <summary>False (default) to let every trial decide at its own boundary with what is known then; true to wait at
    /// each boundary for the whole population, so that trials are compared after equal training.</summary>
    public bool Synchronous { get; init; }

    /// <summary>The parameters that may change; empty (default) for all. What shapes the weights, such as the number of
    /// layers, must not be among them: a clone could not load its donor's checkpoint. The others are copied.</summary>
    public ImmutableArray<string> Mutate
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>The name that problems begin with.</summary>
    private protected abstract string Name { get; }

    /// <inheritdoc />
    public override bool IsPopulation() => true;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context) =>
        Numbers().Concat(Parameters(context.Space)).Concat(Population(context));

    /// <inheritdoc />
    public override string? RefusesByHand() =>
        $"the scheduler is {Name}, whose trials train side by side: a newcomer would hold up the others, or be "
        + "overwritten before it is tried. Enqueue it in another experiment, or begin a population with it "
        + "(PointsToEvaluate).";

    /// <inheritdoc />
    public override string? NeedsCheckpoints() => $"Scheduler is {Name}, which pauses and copies trials";

    /// <summary>Same options; the order of <see cref="Mutate"/> counts.</summary>
    public virtual bool Equals(PopulationOptions? other) =>
        base.Equals(other) && MaxIterations == other.MaxIterations && Interval == other.Interval
        && BurnIn == other.BurnIn && QuantileFraction.Equals(other.QuantileFraction)
        && Synchronous == other.Synchronous && Mutate.AsSpan().SequenceEqual(other.Mutate.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() => (MaxIterations * 31) + Interval;

    /// <summary>The parameters of the space that may change.</summary>
    internal IEnumerable<Parameter> Mutable(SearchSpace space) =>
        space.Coordinates.Where(parameter => Mutate.IsEmpty || Mutate.Contains(parameter.Name));

    private IEnumerable<string> Numbers()
    {
        if (MaxIterations < 2)
        {
            yield return $"{Name}.MaxIterations is {MaxIterations}; it must be 2 or more.";
            yield break;
        }

        if (Interval < 1 || Interval >= MaxIterations)
        {
            yield return $"{Name}.Interval is {Interval}; it must be 1 or more and below MaxIterations, "
                + $"{MaxIterations}.";
        }

        if (BurnIn < 0 || BurnIn >= MaxIterations)
        {
            yield return $"{Name}.BurnIn is {BurnIn}; it must be 0 or more and below MaxIterations, {MaxIterations}.";
        }

        if (!(QuantileFraction > 0 && QuantileFraction <= 0.5))
        {
            yield return FormattableString.Invariant(
                $"{Name}.QuantileFraction is {QuantileFraction}; it must be above 0 and at most 0.5.");
        }
    }

    private IEnumerable<string> Parameters(SearchSpace space)
    {
        var names = space.Coordinates.Select(parameter => parameter.Name).ToArray();
        if (names.Length == 0)
        {
            yield return $"{Name} needs a search space with something to vary, and this one has nothing.";
        }
        else if (Mutable(space).Any() && Mutable(space).All(parameter => parameter.Domain.Cardinality == 1))
        {
            yield return $"{Name} needs something to vary, and each parameter that may change has one value only: "
                + $"{string.Join(", ", Mutable(space).Select(parameter => parameter.Name))}.";
        }

        foreach (var twice in Mutate.CountBy(name => name).Where(pair => pair.Value > 1))
        {
            yield return $"{Name}.Mutate names '{twice.Key}' {twice.Value} times; once is enough.";
        }

        foreach (var name in Mutate.Where(name => !names.Contains(name, StringComparer.Ordinal)))
        {
            yield return $"{Name}.Mutate names '{name}', which is no parameter that can vary; those are: "
                + $"{string.Join(", ", names)}.";
        }
    }

    private IEnumerable<string> Population(AlgorithmContext context)
    {
        if (context.Trials is null)
        {
            yield return $"{Name} needs Trials: it is the size of the population.";
        }
        else if (context.Trials < 2)
        {
            yield return $"Trials is {context.Trials}; {Name} needs a population of 2 or more.";
        }
    }
}
