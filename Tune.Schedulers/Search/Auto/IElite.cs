using Tune.Engine.Ports;
using Tune.Schedulers.Search.Outcomes;

namespace Tune.Schedulers.Search.Auto;

/// <summary>The best results so far.</summary>
internal interface IElite
{
    /// <summary>Takes in a result, in the place of an earlier one of the same trial.</summary>
    /// <returns>Whether it came among the best.</returns>
    bool Take(TrialOutcome outcome, bool hasFailed);

    /// <summary>Carries them in the searcher's memory.</summary>
    void Carry(MemoryCarrier by);
}
