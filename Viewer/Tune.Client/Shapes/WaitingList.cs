namespace Tune.Client.Shapes;

/// <summary>Why what does not run now does not.</summary>
public sealed record WaitingList
{
    /// <summary>How many events of the journal this is true for.</summary>
    public required long Position { get; init; }

    /// <summary>The reasons, what holds up most first; empty when there is nothing left to run.</summary>
    public required IReadOnlyList<WaitingItem> Reasons { get; init; }
}

/// <summary>One reason.</summary>
public sealed record WaitingItem
{
    /// <summary>One word for programs: paused, interrupted, leaving, storage, resources, concurrency, slots or
    /// scheduler.</summary>
    public required string Kind { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Says { get; init; }

    /// <summary>Whether nothing runs until somebody does something about it.</summary>
    public required bool Holds { get; init; }

    /// <summary>The status of the trials that wait for it: Pending or Paused; null where it concerns those that are yet
    /// to be proposed.</summary>
    public string? Status { get; init; }

    /// <summary>How many trials wait for it; null if nothing says how many are to come.</summary>
    public int? Trials { get; init; }
}
