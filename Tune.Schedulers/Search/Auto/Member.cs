using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Auto;

/// <summary>One searcher of the portfolio.</summary>
/// <param name="make">Makes the searcher, which hears every fact while it takes part.</param>
/// <param name="resultsMax">It takes part up to so many results.</param>
internal sealed class Member(Func<ISearcher> make, int resultsMax = int.MaxValue)
{
    // Before the first result everyone is as good as the others.
    private double _hits = 1;
    private double _tries = 1;

    /// <summary>Made when it is first needed: in an experiment with many results that is taken up again one that left
    /// long ago is not.</summary>
    public ISearcher Searcher => field ??= make();

    /// <summary>Carries its record.</summary>
    public void Carry(MemoryCarrier by) => (_hits, _tries) = (by.Real(_hits), by.Real(_tries));

    /// <summary>How much of what it suggested of late came among the best.</summary>
    public double Rate => _hits / _tries;

    /// <summary>Whether it takes part with so many results.</summary>
    public bool TakesPart(int results) => results < resultsMax;

    /// <summary>One more result is in.</summary>
    /// <param name="isMine">Whether this member had suggested it.</param>
    /// <param name="isHit">Whether it came among the best.</param>
    public void Learn(bool isMine, bool isHit)
    {
        _hits = (_hits * AutoRules.Memory) + (isMine && isHit ? 1 : 0) + AutoRules.Hope;
        _tries = (_tries * AutoRules.Memory) + (isMine ? 1 : 0) + (2 * AutoRules.Hope);
    }
}
