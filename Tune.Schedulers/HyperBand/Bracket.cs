using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.HyperBand;

/// <summary>A bracket that is being filled or worked off.</summary>
internal sealed class Bracket(BracketPlan plan, Goals? goals)
{
    // One more than there are rungs: the last counts the trials on their way to R.
    private readonly BracketRung[] _rungs =
        [.. Enumerable.Range(0, plan.Rungs.Length + 1).Select(_ => BracketRung.Of(goals))];

    private long _begun;

    public BracketPlan Plan { get; } = plan;

    public bool IsFull => _begun >= Plan.Size;

    /// <summary>Whether nobody is on the way to any rung or to R.</summary>
    public bool IsIdle => Array.TrueForAll(_rungs, rung => rung.Coming == 0);

    /// <summary>Those that wait at any rung.</summary>
    public IEnumerable<TrialId> Waiting => _rungs.SelectMany(rung => rung.Waiting);

    /// <summary>Those that failed, as they were, should they begin again.</summary>
    public Dictionary<TrialId, HyperBandTrial> Failed { get; } = [];

    public BracketRung this[int rung] => _rungs[rung];

    public void Begin()
    {
        _begun++;
        _rungs[0].Coming++;
    }

    /// <summary>A trial that has failed comes to the first rung once more, and gives back what it had taken.</summary>
    public void BeginAgain(TrialId id)
    {
        Failed.Remove(id, out var trial);
        for (var passed = 0; passed < trial.Goal; passed++)
        {
            _rungs[passed].Beyond--;
        }

        foreach (var mark in RungMark<Score>.From(trial.Mark))
        {
            _rungs[mark.Rung].Withdraw(mark.Result, id);
        }

        _rungs[0].Coming++;
    }

    /// <summary>A trial that was coming to one rung is recorded at this or a higher one.</summary>
    public void Record(int goal, int rung, in Observation seen)
    {
        _rungs[goal].Coming--;
        _rungs[rung].Coming++;
        _rungs[rung].Record(seen);
        for (var passed = goal; passed < rung; passed++)
        {
            _rungs[passed].Beyond++;
        }
    }

    public void Carry(MemoryCarrier by)
    {
        foreach (var rung in _rungs)
        {
            rung.Carry(by);
        }

        _begun = by.Number(_begun);
        by.Map(Failed, static (by, id) => by.Trial(id), HyperBandTrial.Carry);
    }

    /// <summary>
    /// The trial to take up next, or null. A rung is settled when nobody is coming to it or to a lower one; its best go
    /// on until its places are taken, and only then is the next rung looked at.
    /// </summary>
    /// <param name="mayGrow">Whether more trials may begin; while they may, a bracket that is not full settles
    /// nothing.</param>
    public TrialId? Next(bool mayGrow)
    {
        if (mayGrow && !IsFull)
        {
            return null;
        }

        for (var i = 0; i < Plan.Rungs.Length && _rungs[i].Coming == 0; i++)
        {
            if (_rungs[i].Best is { } best && _rungs[i].Beyond < Plan.Places(i, _begun))
            {
                return best;
            }
        }

        return null;
    }
}
