using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Pbt;

/// <summary>What is remembered of one trial of the population.</summary>
/// <param name="id">Its number.</param>
/// <param name="config">What it begins with.</param>
/// <param name="snapshotsMax">How many to keep. In step it takes three: where the others still are, the clone it became
/// there, and where it is already.</param>
/// <param name="boundary">The number of the boundary behind it when it begins; default 0, none.</param>
internal sealed class Member(TrialId id, Configuration config, int snapshotsMax, int boundary = 0)
{
    private readonly List<Snapshot> _snapshots = [];

    public TrialId Id { get; } = id;

    /// <summary>The configuration it trains with now.</summary>
    public Configuration Config { get; private set; } = config;

    /// <summary>The number of the last boundary it came to, or beyond which it copied.</summary>
    public int Boundary { get; private set; } = boundary;

    /// <summary>Whether it has trained past a boundary without a report by which it could be compared there.</summary>
    public bool IsOverdue { get; set; }

    /// <summary>The last iteration that is behind it.</summary>
    public int Iteration { get; private set; }

    public Phase Phase { get; set; }

    /// <summary>All there are to copy from, or to compare with.</summary>
    public IReadOnlyList<Snapshot> Snapshots => _snapshots;

    /// <summary>The last snapshot up to a round.</summary>
    public Snapshot? AsOf(int round)
    {
        var index = _snapshots.FindLastIndex(snapshot => snapshot.Round <= round);
        return index < 0 ? null : _snapshots[index];
    }

    /// <summary>Writes what has become of it since it began, or takes that.</summary>
    public void Carry(MemoryCarrier by)
    {
        Config = by.Config(Config);
        Boundary = by.Number(Boundary);
        IsOverdue = by.Flag(IsOverdue);
        Iteration = by.Number(Iteration);
        Phase = by.Choice(Phase);
        by.List(_snapshots, Snapshot.Carry);
    }

    public void Reach(in Snapshot snapshot)
    {
        (Boundary, Iteration, IsOverdue) = (snapshot.Round, snapshot.Iteration, false);
        Add(snapshot);
    }

    /// <summary>Its weights at the last boundary are safe only now.</summary>
    public void Complete(Snapshot snapshot) => _snapshots[^1] = snapshot;

    public void Become(in Snapshot clone, int round)
    {
        Config = clone.Config;
        (Boundary, IsOverdue) = (Math.Max(Boundary, round), false);
        Add(clone);
    }

    private void Add(in Snapshot snapshot)
    {
        if (_snapshots.Count == snapshotsMax)
        {
            _snapshots.RemoveAt(0);
        }

        _snapshots.Add(snapshot);
    }
}
