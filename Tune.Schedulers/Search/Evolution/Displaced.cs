using System.Diagnostics.CodeAnalysis;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Carrying;

namespace Tune.Schedulers.Search.Evolution;

/// <summary>For each place of a population who had to leave it last: it comes back if the trial that drove it out fails
/// for good, which had been paused with a result until then.</summary>
/// <typeparam name="TMember">A member.</typeparam>
internal sealed class Displaced<TMember>
{
    private readonly Dictionary<int, (TrialId Trial, TMember Member)> _last = [];

    /// <summary>A member leaves its place.</summary>
    public void Add(int place, TrialId trial, TMember member) => _last[place] = (trial, member);

    /// <summary>Gives a place back to who had to leave it; false if there is nobody.</summary>
    public bool TryReturn(int place, [MaybeNullWhen(false)] out TMember member)
    {
        var isThere = _last.Remove(place, out var last);
        member = last.Member;
        return isThere;
    }

    /// <summary>Carries them in the searcher's memory.</summary>
    /// <param name="by">The carrier.</param>
    /// <param name="places">How many places there are.</param>
    /// <param name="item">Carries a member.</param>
    public void Carry(MemoryCarrier by, int places, Func<MemoryCarrier, TMember, TMember> item) => by.Map(
        _last, (by, place) => by.Index(place, places), (by, last) => (by.Trial(last.Trial), item(by, last.Member)));

    /// <summary>A trial that has failed for good comes back nowhere.</summary>
    public void Forget(TrialId trial)
    {
        foreach (var place in _last.Where(last => last.Value.Trial == trial).Select(last => last.Key).ToList())
        {
            _last.Remove(place);
        }
    }
}
