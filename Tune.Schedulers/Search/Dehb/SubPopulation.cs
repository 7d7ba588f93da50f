using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Evolution;

namespace Tune.Schedulers.Search.Dehb;

/// <summary>The members at one budget.</summary>
internal sealed class SubPopulation(int most)
{
    private readonly List<DehbMember> _members = [];

    private readonly Displaced<DehbMember> _displaced = new();

    public int Count => _members.Count;

    public IReadOnlyList<DehbMember> Members => _members;

    /// <summary>The members, best first.</summary>
    public IEnumerable<DehbMember> Ranked => _members.Order();

    /// <summary>Carries one in the searcher's memory; null is given while reading.</summary>
    /// <param name="by">The carrier.</param>
    /// <param name="one">The population.</param>
    /// <param name="most">How many members it may have.</param>
    /// <param name="dimensions">How many coordinates a point has.</param>
    public static SubPopulation Carry(MemoryCarrier by, SubPopulation? one, int most, int dimensions)
    {
        one ??= new SubPopulation(most);
        by.List(one._members, Member);
        one._displaced.Carry(by, most, Member);
        return one;

        DehbMember Member(MemoryCarrier by, DehbMember member) => DehbMember.Carry(by, member, dimensions);
    }

    /// <summary>Takes in a result: while there is room it joins, then it takes the place it was made for if the member
    /// there is not better.</summary>
    public void Take(DehbMember one, int place)
    {
        var own = _members.FindIndex(member => member.Seen.Trial == one.Seen.Trial);
        if (own >= 0)
        {
            _members[own] = one;
        }
        else if (_members.Count < most)
        {
            _members.Add(one);
        }
        else if (!one.IsWorseThan(_members[place % most]))
        {
            var (at, old) = (place % most, _members[place % most]);
            _displaced.Add(at, old.Seen.Trial, old);
            _members[at] = one;
        }
    }

    /// <summary>A trial has failed for good: whoever had to give way to it is back. Where there is none, anything is
    /// better than it from now on.</summary>
    public void Fail(TrialId trial)
    {
        _displaced.Forget(trial);
        if (_members.FindIndex(member => member.Seen.Trial == trial) is not (var at and >= 0))
        {
            return;
        }

        if (_displaced.TryReturn(at, out var old))
        {
            _members[at] = old;
        }
        else
        {
            var seen = _members[at].Seen with { Score = Score.Worst, Violation = double.PositiveInfinity };
            _members[at] = _members[at] with { Seen = seen };
        }
    }
}
