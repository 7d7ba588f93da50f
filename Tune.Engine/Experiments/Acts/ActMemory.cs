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
    /// <summary>How many keys are known.</summary>
    public const int KeysMax = 4_096;

    private const int Whole = -1;

    private readonly Dictionary<string, KnownAct> _known = new(StringComparer.Ordinal);
    private readonly Queue<KnownAct> _order = new();
    private readonly SortedDictionary<int, SortedDictionary<ulong, int>> _tags = [];
    private readonly SortedSet<TrialId> _deleted = [];

    /// <summary>Whether the experiment is in the bin.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>How many trials were enqueued by hand.</summary>
    public int Enqueued { get; set; }

    public bool HasDeleted(TrialId trial) => _deleted.Contains(trial);

    /// <summary>What was done under a key; null if it is not known.</summary>
    public KnownAct? Find(string key) => _known.GetValueOrDefault(key);

    /// <summary>How an act is recognised.</summary>
    public static ulong Mark(UserAct act) => Mix.Into(Mix.Start, act.ToJson());

    /// <summary>How many tags there would be, and how long all are together.</summary>
    public (int Count, int Length) TagsAfter(UserAct.Annotate annotate)
    {
        var tags = Changed(annotate);
        return (tags.Count, tags.Values.Sum());
    }

    /// <summary>Something was done.</summary>
    /// <param name="acted">What, and by whom.</param>
    /// <param name="next">The number of the trial that is proposed next.</param>
    public void Take(ExperimentEvent.Acted acted, TrialId next)
    {
        if (acted.By.Key is { } key)
        {
            var known = new KnownAct(key, Mark(acted.Act), acted.Act is UserAct.Enqueue ? next.Number : Whole);
            if (_known.TryAdd(key, known))
            {
                _order.Enqueue(known);
            }

            if (_order.Count > KeysMax)
            {
                _known.Remove(_order.Dequeue().Key);
            }
        }

        switch (acted.Act)
        {
            case UserAct.Annotate annotate:
                Put(annotate.Trial?.Number ?? Whole, Changed(annotate));
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
        by.Map(_tags, static (by, subject) => by.Number(subject), static (by, tags) =>
        {
            tags ??= [];
            by.Map(tags, static (by, name) => by.Word(name), static (by, length) => by.Number(length));
            return tags;
        });
        var order = by.Items([.. _order], KnownAct.Carry);
        if (by.IsReading)
        {
            _known.Clear();
            _order.Clear();
            foreach (var known in order)
            {
                _known.Add(known.Key, known);
                _order.Enqueue(known);
            }
        }
    }

    private SortedDictionary<ulong, int> Changed(UserAct.Annotate annotate)
    {
        var tags = new SortedDictionary<ulong, int>(_tags.GetValueOrDefault(annotate.Trial?.Number ?? Whole, []));
        foreach (var name in annotate.Remove)
        {
            tags.Remove(Mix.Into(Mix.Start, name));
        }

        foreach (var (name, value) in annotate.Set)
        {
            tags[Mix.Into(Mix.Start, name)] = name.Length + value.Length;
        }

        return tags;
    }

    private void Put(int subject, SortedDictionary<ulong, int> tags)
    {
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
