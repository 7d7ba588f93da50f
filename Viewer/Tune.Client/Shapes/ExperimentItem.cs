namespace Tune.Client.Shapes;

/// <summary>Where an experiment stands.</summary>
public sealed record ExperimentItem
{
    /// <summary>Its name.</summary>
    public required string Experiment { get; init; }

    /// <summary>What it is shown as; null where that is its name.</summary>
    public string? Title { get; init; }

    /// <summary>Its tags; null if it has none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>When it was put into the recycle bin; null if it is not there.</summary>
    public DateTime? DeletedUtc { get; init; }

    /// <summary>When it will be removed for good (UTC); null if it is not in the recycle bin, stays there for ever, or
    /// nobody who would do it has the store open.</summary>
    public DateTime? PurgeUtc { get; init; }

    /// <summary>active, interrupted, paused, finished, stopped or failed.</summary>
    public required string State { get; init; }

    /// <summary>Why it ended; empty while it has not.</summary>
    public string Why { get; init; } = "";

    /// <summary>The metric that is optimised.</summary>
    public required string Metric { get; init; }

    /// <summary>Min or Max.</summary>
    public required string Mode { get; init; }

    /// <summary>How many trials there are.</summary>
    public int Trials { get; init; }

    /// <summary>How many trials were asked for; null where only time or the space limits them.</summary>
    public int? TrialsMax { get; init; }

    /// <summary>How many trials stand at each status; a status without any is left out.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>How many reports there are.</summary>
    public long Reports { get; init; }

    /// <summary>How many events of the journal this is true for: where a feed goes on.</summary>
    public long Position { get; init; }

    /// <summary>Which journal <see cref="Position"/> is of: another text if an experiment of the same name is made
    /// anew.</summary>
    public string Journal { get; init; } = "";

    /// <summary>The best result; null if there is none.</summary>
    public BestItem? Best { get; init; }

    /// <summary>What somebody has noted about it; null if nothing, and in lists that are not whole.</summary>
    public string? Note { get; init; }

    /// <summary>The programs that drove it, each once, the latest one last; null in lists that are not whole.</summary>
    public IReadOnlyList<ProgramItem>? Programs { get; init; }

    /// <summary>How far it came, if it has ended with no trial trained to its end; else null, and in lists that are not
    /// whole.</summary>
    public UnfinishedItem? Unfinished { get; init; }

    /// <summary>When it was created.</summary>
    public DateTime CreatedUtc { get; init; }

    /// <summary>When something last happened in it.</summary>
    public DateTime LastUtc { get; init; }
}
