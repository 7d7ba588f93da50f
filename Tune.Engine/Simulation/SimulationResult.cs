using Tune.Engine.Experiments;

namespace Tune.Engine.Simulation;

/// <summary>What came of a simulated experiment.</summary>
public sealed record SimulationResult
{
    /// <summary>How it ended.</summary>
    public required ExperimentStatus Status { get; init; }

    /// <summary>Why it ended.</summary>
    public required string Why { get; init; }

    /// <summary>The best single report; null if there was no usable one.</summary>
    public BestResult? Best { get; init; }

    /// <summary>Each improvement of the best value, earliest first.</summary>
    public required IReadOnlyList<Incumbent> Incumbents { get; init; }

    /// <summary>Virtual time from the start to the end of the last attempt.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The time all slots together were taken: what the sweep costs, in slot time.</summary>
    public TimeSpan Busy { get; init; }

    /// <summary>The part of <see cref="Busy"/> that went into iterations reported for the first time. The rest is
    /// starting, waiting, saving, and training that was lost and repeated or never reported.</summary>
    public TimeSpan Trained { get; init; }

    /// <summary>How many slots there were.</summary>
    public int Slots { get; init; }

    /// <summary>The share of the slots' time that was taken, 0 to 1.</summary>
    public double Utilisation =>
        Duration > TimeSpan.Zero ? Busy.TotalSeconds / (Duration.TotalSeconds * Slots) : 0;

    /// <summary>Trials proposed.</summary>
    public int Trials { get; init; }

    /// <summary>Trials that had their full budget or returned by themselves.</summary>
    public int Completed { get; init; }

    /// <summary>Trials that were ended early.</summary>
    public int Stopped { get; init; }

    /// <summary>Trials that broke too often.</summary>
    public int Errored { get; init; }

    /// <summary>Executions started.</summary>
    public long Attempts { get; init; }

    /// <summary>Attempts that broke.</summary>
    public long Crashes { get; init; }

    /// <summary>Attempts that lost their node.</summary>
    public long Losses { get; init; }

    /// <summary>Reports in the journal, repeated iterations included.</summary>
    public long Reports { get; init; }

    /// <summary>Decisions in the journal.</summary>
    public long Decisions { get; init; }

    /// <summary>Events in the journal.</summary>
    public long Events { get; init; }

    /// <summary><see cref="Simulation.JournalHash"/> over all events: equal for equal runs, on every machine.</summary>
    public ulong JournalHash { get; init; }
}
