using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Outcomes;

namespace Tune.Schedulers.Search.WarmStart;

/// <summary>How many of the next trials the searcher makes that knows the earlier experiments: half of them at first,
/// later as many as its trials have earned in comparison with those of the one that does not.</summary>
internal sealed class EarnedShare
{
    private const double AtFirst = 0.5;
    private const double Most = 0.75;

    // How many pairs, half of them won, the comparison begins with.
    private const double GoodFaith = 2;

    // What is behind the point in its multiples is spread evenly over 0 to 1 however many there are.
    private const double GoldenSection = 0.6180339887498949;

    private readonly HashSet<TrialId> _taught = [];
    private readonly HashSet<TrialId> _untaught = [];
    private double _share = AtFirst;

    /// <summary>Carries it in the searcher's memory.</summary>
    public void Carry(MemoryCarrier by)
    {
        by.Set(_taught, static (by, trial) => by.Trial(trial));
        by.Set(_untaught, static (by, trial) => by.Trial(trial));
        _share = by.Real(_share);
    }

    /// <summary>Whether the taught searcher makes the trial after so many others.</summary>
    public bool IsTaught(int index) => (index * GoldenSection) % 1 < _share;

    /// <summary>Whether a trial is kept from the untaught searcher: it goes back to the earlier experiments, and they
    /// have led to worse ones than its own. A search that has been led astray must not be taken for an even
    /// beginning.</summary>
    public bool IsHidden(TrialId trial) => _share < AtFirst && _taught.Contains(trial);

    /// <summary>Takes in by whom a trial was made; those that are tried first are the taught one's.</summary>
    public void Note(TrialId trial, bool isTaught) => (isTaught ? _taught : _untaught).Add(trial);

    /// <summary>Compares each trial of the one with each of the other.</summary>
    /// <param name="own">The results so far, the best first.</param>
    public void Weigh(TrialOutcome[] own)
    {
        var (won, pairs) = (GoodFaith / 2, GoodFaith);
        var taught = own.Count(outcome => _taught.Contains(outcome.Trial));
        var before = 0;
        foreach (var outcome in own)
        {
            if (_taught.Contains(outcome.Trial))
            {
                before++;
            }
            else if (_untaught.Contains(outcome.Trial))
            {
                won += before;
                pairs += taught;
            }
        }

        // Half of the trials for half of the pairs, none for a quarter of them.
        _share = Math.Clamp((2 * won / pairs) - 0.5, 0, Most);
    }
}
