namespace Tune.Client.Shapes;

/// <summary>The attempts of some trials.</summary>
public sealed record AttemptList
{
    /// <summary>How many events of the journal this is true for.</summary>
    public required long Position { get; init; }

    /// <summary>How many trials there are on all pages.</summary>
    public required int Trials { get; init; }

    /// <summary>Ordered by trial and attempt.</summary>
    public required IReadOnlyList<AttemptItem> Attempts { get; init; }
}

/// <summary>One attempt to train a trial.</summary>
public sealed record AttemptItem
{
    /// <summary>Whose.</summary>
    public required int Trial { get; init; }

    /// <summary>Which of its trial, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The first node that ran it.</summary>
    public required string Node { get; init; }

    /// <summary>Its first slot there.</summary>
    public required int Slot { get; init; }

    /// <summary>How many slots it had, on all nodes.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>When it started.</summary>
    public required DateTime StartedUtc { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTime? EndedUtc { get; init; }

    /// <summary>The iteration of the checkpoint it went on from; 0 for a start from nothing.</summary>
    public int FromIteration { get; init; }

    /// <summary>running, completed, paused, stopped, cloned, interrupted, failed or lost.</summary>
    public required string Fate { get; init; }

    /// <summary>Why; empty where there is nothing to say.</summary>
    public string Why { get; init; } = "";
}
