namespace Tune.Client.Shapes;

/// <summary>What has happened in an experiment, newest first, without the reports and the decisions to go on.</summary>
public sealed record EventList
{
    /// <summary>How many events the journal has.</summary>
    public required long Position { get; init; }

    /// <summary>Those of this page, newest first; it may be empty and there be older ones all the same.</summary>
    public required IReadOnlyList<EventItem> Events { get; init; }

    /// <summary>What to ask for as <c>before</c> to get older ones; null if there are none.</summary>
    public long? Older { get; init; }
}

/// <summary>One event.</summary>
public sealed record EventItem
{
    /// <summary>Its place in the journal, from 0.</summary>
    public required long Position { get; init; }

    /// <summary>When it was.</summary>
    public required DateTime AtUtc { get; init; }

    /// <summary>created, extended, session, program, drain, left, trial, attempt, attempt_ended, decision, checkpoint,
    /// checkpoint_dropped, checkpoint_lost, trial_ended, trial_reopened, refused, slots, paused, resumed, ended or
    /// other.</summary>
    public required string Kind { get; init; }

    /// <summary>Whose; null if it is of the experiment as a whole.</summary>
    public int? Trial { get; init; }

    /// <summary>Which attempt; null if it is of none.</summary>
    public int? Attempt { get; init; }

    /// <summary>What happened and why, for people.</summary>
    public required string Says { get; init; }
}
