namespace Tune.Schedulers.Search.Dehb;

/// <summary>The members at one budget.</summary>
internal sealed class SubPopulation(int most)
{
    private readonly List<DehbMember> _members = [];

    public int Count => _members.Count;

    public IReadOnlyList<DehbMember> Members => _members;

    /// <summary>The members, best first.</summary>
    public IEnumerable<DehbMember> Ranked => _members.Order();

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
            _members[place % most] = one;
        }
    }
}
