using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Search.Sequences;

/// <summary>Counts the trials that were planned: what users enqueue in between stands in no sequence.</summary>
/// <param name="given">How many of the planned ones take their configuration from the user.</param>
internal sealed class PlannedTrials(int given)
{
    private int _byHand;

    /// <summary>How many trials the searcher has been asked for before the next one; below zero while given points are
    /// left.</summary>
    public int IndexOf(TrialId next) => next.Number - _byHand - given;

    /// <summary>Takes a new trial in.</summary>
    /// <returns>Whether its configuration is the searcher's.</returns>
    public bool Take(TrialFact.Added added)
    {
        _byHand += added.ByHand ? 1 : 0;
        return !added.ByHand && IndexOf(added.Trial) >= 0;
    }

    public void Carry(MemoryCarrier by) => _byHand = by.Number(_byHand);
}
