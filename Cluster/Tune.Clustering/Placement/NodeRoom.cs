using System.Collections.Immutable;
using Tune.Clustering.Protocol;
using Tune.Engine.Trials;

namespace Tune.Clustering.Placement;

/// <summary>What is left of a node.</summary>
internal sealed class NodeRoom
{
    private const double Whole = 1 - 1e-9;

    private readonly SlotNode _node;
    private readonly Dimensions _dimensions;
    private readonly double[] _total;
    private readonly double[] _free;
    private readonly bool[] _taken;
    private readonly double[] _cards;
    private double[]? _kept;
    private int _keptCards;
    private int _lowest;

    public NodeRoom(SlotNode node, Dimensions dimensions)
    {
        (_node, _dimensions) = (node, dimensions);
        _total = dimensions.Of(node.Capacity);
        _free = [.. _total];
        _taken = new bool[node.Capacity.Slots];
        _cards = new double[node.Capacity.Gpus];
        Array.Fill(_cards, 1);
    }

    public string Name => _node.Name;

    public NodeCapacity Capacity => _node.Capacity;

    public int FreeSlots => (int)_free[0];

    /// <summary>The cards that nobody has a part of.</summary>
    public int FreeCards => _cards.Count(free => free >= Whole);

    /// <summary>What is short for a trial of these needs.</summary>
    public double[] Free => _free;

    /// <summary>Whether one more fits beside what is kept for somebody else.</summary>
    public bool Fits(double[] needs)
    {
        if (_kept is null)
        {
            return FitsAtAll(needs);
        }

        var free = (double[])_free.Clone();
        Dimensions.Add(free, _kept, -1);
        return Dimensions.Fit(needs, free) && HasCards(needs[Dimensions.Gpu], _keptCards);
    }

    /// <summary>Whether one more fits.</summary>
    public bool FitsAtAll(double[] needs) => Dimensions.Fit(needs, _free) && HasCards(needs[Dimensions.Gpu], 0);

    /// <summary>Whether it would fit were the node empty.</summary>
    public bool CouldEverFit(double[] needs) => Dimensions.Fit(needs, _total);

    /// <summary>How much would have to become free, in shares of the node.</summary>
    public double Missing(double[] needs)
    {
        var missing = 0.0;
        for (var i = 0; i < needs.Length; i++)
        {
            missing += _total[i] > 0 ? Math.Max(0, needs[i] - _free[i]) / _total[i] : 0;
        }

        return missing;
    }

    /// <summary>Whether what is kept already leaves room in the whole node for one more to be kept for.</summary>
    public bool CanKeep(double[] needs)
    {
        var room = (double[])_total.Clone();
        Dimensions.Add(room, _kept ?? new double[room.Length], -1);
        return Dimensions.Fit(needs, room);
    }

    /// <summary>Keeps room for one that waits: what becomes free goes to nobody else.</summary>
    public void Keep(double[] needs)
    {
        Dimensions.Add(_kept ??= new double[needs.Length], needs);
        _keptCards += (int)Math.Ceiling(needs[Dimensions.Gpu]);
    }

    /// <summary>Takes the lowest free slot.</summary>
    public SlotGrant Take(Resources each)
    {
        while (_taken[_lowest])
        {
            _lowest++;
        }

        var grant = new SlotGrant(_node.Name, _lowest, Pick(each.Gpu), each);
        Take(grant);
        return grant;
    }

    /// <summary>Takes what somebody holds already.</summary>
    public void Take(SlotGrant grant) => Change(grant, isTaken: true);

    /// <summary>Lets go of what somebody holds.</summary>
    public void Release(SlotGrant grant) => Change(grant, isTaken: false);

    private void Change(SlotGrant grant, bool isTaken)
    {
        if (grant.Slot < _taken.Length)
        {
            _taken[grant.Slot] = isTaken;
            _lowest = isTaken ? _lowest : Math.Min(_lowest, grant.Slot);
        }

        Dimensions.Add(_free, _dimensions.Of(grant.Each), isTaken ? -1 : 1);
        foreach (var card in grant.Gpus.Where(card => card < _cards.Length))
        {
            _cards[card] += (isTaken ? -1 : 1) * Math.Min(1, grant.Each.Gpu);
        }
    }

    private bool HasCards(double gpu, int kept) => gpu switch
    {
        0 => true,
        < 1 => _cards.Length > 0 && (kept == 0 ? _cards.Max() + 1e-9 >= gpu
            : _cards.Order().SkipLast(kept).Any(free => free + 1e-9 >= gpu)),
        _ => FreeCards - kept >= gpu,
    };

    // A share goes where least is left that will do, so that whole cards stay whole.
    private ImmutableArray<int> Pick(double gpu) => gpu switch
    {
        0 => [],
        < 1 => [Enumerable.Range(0, _cards.Length).Where(card => _cards[card] + 1e-9 >= gpu).MinBy(c => _cards[c])],
        _ => [.. Enumerable.Range(0, _cards.Length).Where(card => _cards[card] >= Whole).Take((int)gpu)],
    };
}
