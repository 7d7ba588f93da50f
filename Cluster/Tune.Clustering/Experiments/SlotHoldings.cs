using System.Collections.Immutable;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Experiments;

/// <summary>The slots lent to one experiment: which are free and which it owes back.</summary>
internal sealed class SlotHoldings
{
    private readonly Dictionary<(string Node, int Slot), SlotGrant> _all = [];
    private readonly SortedSet<(string Node, int Slot)> _free = [];

    /// <summary>How many are to be handed over as they become free.</summary>
    public int Owed { get; set; }

    public int Count => _all.Count;

    public bool HasFree => _free.Count > 0;

    public ImmutableArray<SlotGrant> All => [.. _all.Values];

    /// <summary>All slots but as many of the last ones as are owed.</summary>
    public IEnumerable<(string Node, int Slot)> Kept() => _all.Keys.Order().Take(Math.Max(0, _all.Count - Owed));

    /// <summary>The first free slot: lowest node name, lowest number.</summary>
    public (string Node, int Slot) First => _free.Min;

    public void Add(IEnumerable<SlotGrant> grants)
    {
        foreach (var grant in grants)
        {
            if (_all.TryAdd(grant.Key, grant))
            {
                _free.Add(grant.Key);
            }
        }
    }

    /// <summary>What comes with slots of a node, as far as they are held.</summary>
    public ImmutableArray<SlotGrant> Grants(string node, SlotSet numbers) =>
        [.. numbers.Where(slot => _all.ContainsKey((node, slot))).Select(slot => _all[(node, slot)])];

    /// <summary>The cards of a slot; none if the slot is not held.</summary>
    public ImmutableArray<int> Gpus(string node, int slot) =>
        _all.TryGetValue((node, slot), out var grant) ? grant.Gpus : [];

    /// <summary>Keeps the free slots in step with what was decided.</summary>
    public void Follow(ExperimentState before, ExperimentEvent fact)
    {
        switch (fact)
        {
            case ExperimentEvent.AttemptStarted started:
                _free.Remove((started.Node, started.Slot));
                _free.ExceptWith(started.Further.Select(slot => (started.Node, slot)));
                break;
            case ExperimentEvent.AttemptEnded ended when before.Trials.TryGetValue(ended.Trial, out var trial):
                foreach (var slot in trial.Further.Prepend(trial.Slot))
                {
                    Free((trial.Node, slot));
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
        _free.UnionWith(_all.Keys);
        foreach (var trial in state.RunningInOrder)
        {
            _free.ExceptWith(trial.Further.Prepend(trial.Slot).Select(slot => (trial.Node, slot)));
        }
    }

    /// <summary>A node is gone, with its slots.</summary>
    public void Drop(string node)
    {
        foreach (var key in _all.Keys.Where(key => key.Node == node).ToArray())
        {
            _all.Remove(key);
            _free.Remove(key);
        }
    }

    /// <summary>Takes out the free slots that are owed.</summary>
    public ImmutableArray<SlotGrant> TakeOwed() => Take(Owed);

    /// <summary>Takes out free slots, the last ones first.</summary>
    public ImmutableArray<SlotGrant> Take(int most)
    {
        var taken = ImmutableArray.CreateBuilder<SlotGrant>();
        while (taken.Count < most && _free.Count > 0)
        {
            var key = _free.Max;
            _free.Remove(key);
            _all.Remove(key, out var grant);
            taken.Add(grant!);
        }

        Owed = Math.Max(0, Owed - taken.Count);
        return taken.DrainToImmutable();
    }

    private void Free((string Node, int Slot) key)
    {
        if (_all.ContainsKey(key))
        {
            _free.Add(key);
        }
    }
}
