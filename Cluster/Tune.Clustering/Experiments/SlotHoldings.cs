using System.Collections.Immutable;
using Tune.Clustering.Placement;
using Tune.Clustering.Protocol;
using Tune.Clustering.Wire;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Experiments;

/// <summary>The slots lent to one experiment: which are free and which it owes back.</summary>
internal sealed class SlotHoldings
{
    private readonly SlotLedger _all = new();
    private readonly SortedSet<(string Node, int Slot)> _free = [];
    private readonly SortedDictionary<string, int> _owed = new(StringComparer.Ordinal);
    private long _granted;
    private long _returned;

    public int Count => _all.Count;

    public HoldingsMark Mark => new(_granted, _returned, _all.Count, _all.Digest);

    /// <summary>All slots but as many of the last ones of a node as are owed there.</summary>
    public IEnumerable<(string Node, int Slot)> Kept() => _owed.Count == 0
        ? _all.All.Keys
        : _all.All.Keys.GroupBy(key => key.Node).SelectMany(
            node => node.Order().Take(Math.Max(0, node.Count() - _owed.GetValueOrDefault(node.Key))));

    /// <summary>The first free slot that is not owed: lowest node name, lowest number; null if there is none.</summary>
    public (string Node, int Slot)? First()
    {
        if (_owed.Count == 0)
        {
            return _free.Count == 0 ? null : _free.Min;
        }

        var spared = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var key in _free.Reverse())
        {
            spared[key.Node] = spared.GetValueOrDefault(key.Node, -_owed.GetValueOrDefault(key.Node)) + 1;
        }

        foreach (var key in _free)
        {
            if (spared[key.Node] > 0)
            {
                return key;
            }
        }

        return null;
    }

    public void Add(IEnumerable<SlotGrant> grants)
    {
        foreach (var grant in grants)
        {
            if (_all.Add(grant))
            {
                _free.Add(grant.Key);
            }
        }
    }

    /// <summary>Takes in what the keeper lends, unless it counts as lost already.</summary>
    /// <returns>Whether it was taken in.</returns>
    public bool Take(SlotsGranted granted)
    {
        if (granted.Number <= _granted)
        {
            return false;
        }

        _granted = granted.Number;
        Add(granted.Slots.SelectMany(block => block.Unpack()));
        return true;
    }

    /// <summary>Answers the keeper's question what there is.</summary>
    public IEnumerable<TellHoldings> Tell(string experiment, AskHoldings asked)
    {
        _granted = asked.Granted;
        var parts = SlotParts.Of(_all.All.Values).ToArray();
        parts = parts.Length == 0 ? [[]] : parts;
        for (var i = 0; i < parts.Length; i++)
        {
            yield return new TellHoldings(experiment, asked.Number, i + 1, parts.Length, _returned, parts[i]);
        }
    }

    /// <summary>Messages that hand slots back.</summary>
    public IEnumerable<ReturnSlots> Return(string experiment, OwnerEpoch epoch, IEnumerable<SlotGrant> grants)
    {
        foreach (var part in SlotParts.Of(grants))
        {
            yield return new ReturnSlots(experiment, epoch, ++_returned, part);
        }
    }

    /// <summary>What comes with slots; with one that is not held, what the experiment asks for but no card.</summary>
    public ImmutableArray<SlotGrant> Grants(Allocation where, Resources each) =>
    [
        .. Keys(where).Select(key => _all.All.TryGetValue(key, out var grant)
            ? grant
            : new SlotGrant(key.Node, key.Slot, [], each with { Gpu = 0 })),
    ];

    /// <summary>Keeps the free slots in step with what was decided.</summary>
    public void Follow(ExperimentState before, ExperimentEvent fact)
    {
        switch (fact)
        {
            case ExperimentEvent.AttemptStarted started:
                _free.ExceptWith(Keys(started.Where));
                break;
            case ExperimentEvent.AttemptEnded ended when before.Trials.TryGetValue(ended.Trial, out var trial):
                foreach (var key in Keys(trial.Where))
                {
                    Free(key);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Starts over from what a state says is running.</summary>
    public void Rebuild(ExperimentState state)
    {
        _free.Clear();
        _free.UnionWith(_all.All.Keys);
        foreach (var trial in state.RunningInOrder)
        {
            _free.ExceptWith(Keys(trial.Where));
        }
    }

    /// <summary>A node is gone, with its slots.</summary>
    public void Drop(string node)
    {
        foreach (var grant in _all.Drop(node))
        {
            _free.Remove(grant.Key);
        }

        _owed.Remove(node);
    }

    /// <summary>Notes what is owed from now on.</summary>
    public void Owe(IEnumerable<SlotDebt> debts)
    {
        _owed.Clear();
        foreach (var debt in debts)
        {
            _owed[debt.Node] = debt.Count;
        }
    }

    /// <summary>Takes out the free slots that are owed, the last ones of each node first.</summary>
    public ImmutableArray<SlotGrant> TakeOwed()
    {
        if (_owed.Count == 0)
        {
            return [];
        }

        var taken = ImmutableArray.CreateBuilder<SlotGrant>();
        foreach (var key in _free.Reverse().ToArray())
        {
            if (_owed.TryGetValue(key.Node, out var left))
            {
                taken.Add(Take(key));
                _owed[key.Node] = left - 1;
                if (left == 1)
                {
                    _owed.Remove(key.Node);
                }
            }
        }

        return taken.DrainToImmutable();
    }

    /// <summary>Takes out all free slots.</summary>
    public ImmutableArray<SlotGrant> TakeFree() => [.. _free.ToArray().Select(Take)];

    /// <summary>Takes out everything, also what runs.</summary>
    public ImmutableArray<SlotGrant> TakeAll() => [.. _all.All.Keys.ToArray().Select(Take)];

    private SlotGrant Take((string Node, int Slot) key)
    {
        _free.Remove(key);
        return _all.Remove(key)!;
    }

    private static IEnumerable<(string Node, int Slot)> Keys(Allocation where) =>
        where.SelectMany(part => part.Slots.Select(slot => (part.Node, slot)));

    private void Free((string Node, int Slot) key)
    {
        if (_all.All.ContainsKey(key))
        {
            _free.Add(key);
        }
    }
}
