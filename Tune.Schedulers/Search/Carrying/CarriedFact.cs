using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Search.Carrying;

/// <summary>Facts that a searcher keeps to hear them later, or once more.</summary>
internal static class CarriedFact
{
    private enum Kind
    {
        Added,
        Judged,
        Parked,
        Resumed,
        Reopened,
        Ended,
    }

    /// <summary>Carries one; null is given while reading.</summary>
    public static TrialFact Carry(MemoryCarrier by, TrialFact? fact)
    {
        var read = by.Choice(fact is null ? default : KindOf(fact)) switch
        {
            Kind.Added => Added(by, (TrialFact.Added?)fact),
            Kind.Judged => Judged(by, (TrialFact.Judged?)fact),
            Kind.Parked => Parked(by, (TrialFact.Parked?)fact),
            Kind.Resumed => Resumed(by, (TrialFact.Resumed?)fact),
            Kind.Reopened => Reopened(by, (TrialFact.Reopened?)fact),
            _ => (TrialFact)new TrialFact.Ended(
                by.Trial(fact?.Trial ?? default), by.Choice((fact as TrialFact.Ended)?.Status ?? default)),
        };
        return fact ?? read;
    }

    private static Kind KindOf(TrialFact fact) => fact switch
    {
        TrialFact.Added => Kind.Added,
        TrialFact.Judged => Kind.Judged,
        TrialFact.Parked => Kind.Parked,
        TrialFact.Resumed => Kind.Resumed,
        TrialFact.Reopened => Kind.Reopened,
        TrialFact.Ended => Kind.Ended,
        _ => throw new NotCarriedException(fact.GetType()),
    };

    private static TrialFact.Added Added(MemoryCarrier by, TrialFact.Added? fact) =>
        new(by.Trial(fact?.Trial ?? default), by.Config(fact?.Config!)) { ByHand = by.Flag(fact?.ByHand ?? false) };

    private static TrialFact.Judged Judged(MemoryCarrier by, TrialFact.Judged? fact) =>
        new(by.Seen(fact?.Seen ?? default), by.Decision(fact?.Decision!));

    private static TrialFact.Parked Parked(MemoryCarrier by, TrialFact.Parked? fact) => new(
        by.Trial(fact?.Trial ?? default), by.Number(fact?.Iteration ?? 0),
        by.Optional(fact?.Checkpoint, static (by, checkpoint) => by.Checkpoint(checkpoint)));

    private static TrialFact.Resumed Resumed(MemoryCarrier by, TrialFact.Resumed? fact) => new(
        by.Trial(fact?.Trial ?? default), by.Optional(fact?.As, static (by, clone) => by.Clone(clone)));

    private static TrialFact.Reopened Reopened(MemoryCarrier by, TrialFact.Reopened? fact) => new(
        by.Trial(fact?.Trial ?? default), by.Config(fact?.Config!), by.Number(fact?.Iteration ?? 0));
}
