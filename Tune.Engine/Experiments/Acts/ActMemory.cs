using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments.Acts;

/// <summary>
/// What the machine must know of acts to decide on the next: the latest keys, how much is written about whom, and what
/// is deleted. The texts themselves are for those who look, and are not here.
/// </summary>
internal sealed class ActMemory
{
    /// <summary>How many keys are known, and besides them as many that a client or the cluster made up.</summary>
    public const int KeysMax = 4_096;

    private const int Whole = -1;

    private readonly Dictionary<string, KnownAct> _known = new(StringComparer.Ordinal);
    private readonly Queue<KnownAct> _order = new();
    private readonly Queue<KnownAct> _madeUp = new();
    private readonly SortedDictionary<int, TagSizes> _tags = [];
    private readonly SortedSet<TrialId> _deleted = [];

    /// <summary>Whether the experiment is in the bin.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>How many trials were enqueued by hand.</summary>
    public int Enqueued { get; set; }

    /// <summary>How many tags there are in all.</summary>
    public int Tags { get; private set; }

    public bool HasDeleted(TrialId trial) => _deleted.Contains(trial);

    /// <summary>What was done under a key; null if it is not known.</summary>
    public KnownAct? Find(string key) => _known.GetValueOrDefault(key);

    /// <summary>How an act is recognised: equal acts give the same, in whichever order they were written.</summary>
    public static ulong Mark(UserAct act) => act is UserAct.Enqueue { Config: var config }
        ? Mix.Into(Mix.Into(Mix.Start, "enqueue"), config.Fingerprint)
        : Mix.Into(Mix.Start, act.ToJson());

    /// <summary>How many tags its subject would have, how long they would be together, and how many tags there would be
    /// in all.</summary>
    public (int Count, int Length, int InAll) TagsAfter(UserAct.Annotate annotate)
    {
        var (before, tags) = Changed(annotate);
        return (tags.Count, tags.Length, Tags - before.Count + tags.Count);
    }

    /// <summary>Something was done.</summary>
    /// <param name="acted">What, and by whom.</param>
    /// <param name="next">The number of the trial that is proposed next.</param>
    public void Take(ExperimentEvent.Acted acted, TrialId next)
    {
        if (acted.By.Key is { } key)
        {
            var known = new KnownAct(key, Mark(acted.Act), acted.Act is UserAct.Enqueue ? next.Number : Whole);
            var order = ActedBy.IsMadeUp(key) ? _madeUp : _order;
            if (_known.TryAdd(key, known))
            {
                order.Enqueue(known);
            }

            if (order.Count > KeysMax)
            {
                _known.Remove(order.Dequeue().Key);
            }
        }

        switch (acted.Act)
        {
            case UserAct.Annotate annotate:
                Put(annotate.Trial?.Number ?? Whole, Changed(annotate).After);
                break;
            case UserAct.Delete { Trial: { } trial }:
                _deleted.Add(trial);
                break;
            case UserAct.Restore { Trial: { } trial }:
                _deleted.Remove(trial);
                break;
            case UserAct.Delete or UserAct.Restore:
                IsDeleted = acted.Act is UserAct.Delete;
                break;
            default:
                break;
        }
    }

    public void Carry(MemoryCarrier by)
    {
        IsDeleted = by.Flag(IsDeleted);
        Enqueued = by.Number(Enqueued);
        by.Set(_deleted, static (by, trial) => by.Trial(trial));
        by.Map(_tags, static (by, subject) => by.Number(subject), TagSizes.Carry);
        var order = by.Items([.. _order], KnownAct.Carry);
        var madeUp = by.Items([.. _madeUp], KnownAct.Carry);
        if (by.IsReading)
        {
            Tags = _tags.Values.Sum(static tags => tags.Count);
            _known.Clear();
            Fill(_order, order);
            Fill(_madeUp, madeUp);
        }
    }

    private void Fill(Queue<KnownAct> queue, KnownAct[] order)
    {
        queue.Clear();
        foreach (var known in order)
        {
            _known.Add(known.Key, known);
            queue.Enqueue(known);
        }
    }

    private (TagSizes Before, TagSizes After) Changed(UserAct.Annotate annotate)
    {
        var before = _tags.GetValueOrDefault(annotate.Trial?.Number ?? Whole, TagSizes.None);
        return (before, before.After(annotate));
    }

    private void Put(int subject, TagSizes tags)
    {
        Tags += tags.Count - _tags.GetValueOrDefault(subject, TagSizes.None).Count;
        if (tags.Count == 0)
        {
            _tags.Remove(subject);
        }
        else
        {
            _tags[subject] = tags;
        }
    }
}

/// <summary>An act that was done under a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Mark">What was done, as a hash.</param>
/// <param name="Trial">The number of the trial that was enqueued; -1 for none.</param>
internal sealed record KnownAct(string Key, ulong Mark, int Trial)
{
    /// <summary>What its asker was told, and is told again.</summary>
    public ActReceipt Receipt => new(Trial < 0 ? null : new TrialId(Trial), IsRepeat: true);

    public static KnownAct Carry(MemoryCarrier by, KnownAct? known) => new(
        by.Text(known?.Key ?? ""), by.Word(known?.Mark ?? 0), by.Number(known?.Trial ?? 0));
}
