namespace Tune.Clustering.Tests.Storms;

/// <summary>What a storm of calls does to a store and to its owners.</summary>
internal sealed record StormOptions
{
    /// <summary>Decides what is called and what fails.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many calls are made in all; default 3,000.</summary>
    public int Calls { get; init; } = 3_000;

    /// <summary>How many callers make them at once; default 4.</summary>
    public int Callers { get; init; } = 4;

    /// <summary>How many of its calls a caller has unanswered at once; default 2.</summary>
    public int Burst { get; init; } = 2;

    /// <summary>How many clusters share the store and own the experiment at once; default 1.</summary>
    public int Owners { get; init; } = 1;

    /// <summary>Every so manieth append fails as a full disk does, half of them after they were written; 0 for
    /// none.</summary>
    public int FullEvery { get; init; } = 40;

    /// <summary>Every so manieth append breaks the owner; 0 (default) for none.</summary>
    public int BreakEvery { get; init; }

    /// <summary>Every so manieth opening of a journal fails; 0 (default) for none.</summary>
    public int OpenFailsEvery { get; init; }

    /// <summary>Every so manieth disposal of a journal fails; 0 (default) for none.</summary>
    public int DisposeFailsEvery { get; init; }

    /// <summary>Whether the clusters are disposed of while the last tenth of the calls is under way.</summary>
    public bool Disposes { get; init; }

    /// <summary>The clusters' deadline for a request; default 6 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How long a call may take before it counts as unanswered; default 60 s. Leaving may take longer than the
    /// deadline, as long as an owner says that it is at it.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}
