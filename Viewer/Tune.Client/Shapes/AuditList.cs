using System.Text.Json;

namespace Tune.Client.Shapes;

/// <summary>A page of what was done to an experiment by hand.</summary>
public sealed record AuditList
{
    /// <summary>How many entries there are on all pages.</summary>
    public required int Total { get; init; }

    /// <summary>Those of this page.</summary>
    public required IReadOnlyList<AuditItem> Entries { get; init; }
}

/// <summary>Something that was done by hand.</summary>
public sealed record AuditItem
{
    /// <summary>Its position in the experiment's journal.</summary>
    public required long Position { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset AtUtc { get; init; }

    /// <summary>Who did it.</summary>
    public required string Who { get; init; }

    /// <summary>The way it came, such as <c>cli</c>, <c>viewer</c> or <c>api</c>.</summary>
    public required string Via { get; init; }

    /// <summary>What: pause, resume, stop, stop-trial, extend, enqueue, annotate, delete or restore.</summary>
    public required string Act { get; init; }

    /// <summary>To which trial; null for the experiment.</summary>
    public int? Trial { get; init; }

    /// <summary>The whole of it.</summary>
    public required JsonElement Detail { get; init; }
}
