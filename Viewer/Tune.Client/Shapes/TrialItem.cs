using System.Text.Json;

namespace Tune.Client.Shapes;

/// <summary>Where a trial stands.</summary>
public sealed record TrialItem
{
    /// <summary>Its number, from 0 in the order of proposal.</summary>
    public required int Trial { get; init; }

    /// <summary>Pending, Running, Paused, Completed, Stopped or Errored.</summary>
    public required string Status { get; init; }

    /// <summary>Units of training done.</summary>
    public int Iteration { get; init; }

    /// <summary>Reports of all its attempts.</summary>
    public int Reports { get; init; }

    /// <summary>How many attempts were started.</summary>
    public int Attempts { get; init; }

    /// <summary>How many attempts broke.</summary>
    public int Failures { get; init; }

    /// <summary>Its best value of the objective; null if it has none.</summary>
    public double? Best { get; init; }

    /// <summary>The iteration of that value; 0 if there is none.</summary>
    public int BestIteration { get; init; }

    /// <summary>The last metrics it reported.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Whether its last report keeps to the constraints; null where there are none, or no report.</summary>
    public bool? Feasible { get; init; }

    /// <summary>Its configuration, by parameter.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Config { get; init; }

    /// <summary>The configuration of its best value, where it has become a clone since; else null.</summary>
    public IReadOnlyDictionary<string, JsonElement>? BestConfig { get; init; }

    /// <summary>Why it ended; empty while it has not.</summary>
    public string Why { get; init; } = "";

    /// <summary>The error of its last attempt that broke; null if none did.</summary>
    public string? Error { get; init; }

    /// <summary>Exception, Crash and the like: what kind of error it is; null where <see cref="Error"/> is.</summary>
    public string? ErrorKind { get; init; }

    /// <summary>Its newest checkpoint and that of its best result; null in lists that are not whole, or if it has
    /// none.</summary>
    public IReadOnlyList<CheckpointItem>? Checkpoints { get; init; }

    /// <summary>The end of that attempt's log; null where <see cref="Error"/> is, and in lists that are not
    /// whole.</summary>
    public string? Log { get; init; }

    /// <summary>Seconds its ended attempts ran.</summary>
    public double UsedSeconds { get; init; }

    /// <summary>When its first attempt started; null if none has.</summary>
    public DateTime? StartedUtc { get; init; }

    /// <summary>When something last happened to it; null if nothing has.</summary>
    public DateTime? LastUtc { get; init; }

    /// <summary>Its bracket, as <see cref="ExperimentDetail.Brackets"/>; null where there is only one.</summary>
    public int? Bracket { get; init; }

    /// <summary>Its tags; null if it has none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Its note, in lists that are not whole only the beginning; null if it has none.</summary>
    public string? Note { get; init; }

    /// <summary>Whether somebody enqueued it by hand.</summary>
    public bool ByHand { get; init; }

    /// <summary>When it was put into the recycle bin; null if it is not there.</summary>
    public DateTime? DeletedUtc { get; init; }
}
