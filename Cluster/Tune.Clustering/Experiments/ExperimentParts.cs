using Akka.Actor;
using Tune.Engine.Experiments;
using Tune.Engine.Stores;

namespace Tune.Clustering.Experiments;

/// <summary>What an experiment's actor works with.</summary>
/// <param name="Store">Where journals and checkpoints are.</param>
/// <param name="Slots">Who lends slots.</param>
/// <param name="Trainables">The names under which training code is registered.</param>
/// <param name="Specs">Reads and writes definitions, as the store does.</param>
/// <param name="Bind">Puts the code that cannot be stored back into a spec.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Host">This machine, for the record of the session.</param>
internal sealed record ExperimentParts(
    ITuneStore Store, IActorRef Slots, IReadOnlyCollection<string> Trainables, SpecJson Specs,
    Func<ExperimentSpec, ExperimentSpec> Bind, TimeProvider Clock, string Host)
{
    /// <summary>Which program this is, once it has been found out; null if nobody looks.</summary>
    public Task<ProgramRecord>? Program { get; init; }
}
