using System.Collections.Immutable;

namespace Tune.Engine.Experiments;

/// <summary>The answer of the machine to one command.</summary>
/// <param name="Events">What to append, in order, as one unit; may be empty.</param>
/// <param name="Reply">What to tell the asker after the events are safe.</param>
public readonly record struct Outcome(ImmutableArray<ExperimentEvent> Events, Reply Reply)
{
    internal static Outcome None => new([], Reply.Done.Instance);

    internal static Outcome Of(params ImmutableArray<ExperimentEvent> events) => new(events, Reply.Done.Instance);

    internal static Outcome Refuse(string why) => new([], new Reply.Refused(why, IsFenced: false));
}
