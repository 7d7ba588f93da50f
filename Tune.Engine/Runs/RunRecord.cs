using System.Collections.Immutable;

namespace Tune.Engine.Runs;

/// <summary>A free-standing run as it stands: small, without the history of its metrics.</summary>
/// <param name="Id">32 hexadecimal digits, or another word that its program chose.</param>
/// <param name="Collection">The collection it belongs to.</param>
/// <param name="Name">What people call it.</param>
/// <param name="User">Who started it.</param>
/// <param name="Start">When it began, milliseconds since 1970.</param>
public sealed record RunRecord(string Id, int Collection, string Name, string User, long Start)
{
    internal static ImmutableSortedDictionary<string, string> NoEntries { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private static readonly ImmutableSortedDictionary<string, MetricPoint> s_noMetrics =
        ImmutableSortedDictionary.Create<string, MetricPoint>(StringComparer.Ordinal);

    /// <summary>Where it stands.</summary>
    public RunStatus Status { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public long? End { get; init; }

    /// <summary>Whether it is in the recycle bin.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Its parameters, each as text.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = NoEntries;

    /// <summary>Its tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = NoEntries;

    /// <summary>What each metric stands at: the greatest by step, time and value.</summary>
    public ImmutableSortedDictionary<string, MetricPoint> Metrics { get; init; } = s_noMetrics;

    /// <summary>What it was made from, each as JSON of its own program.</summary>
    public ImmutableList<string> Inputs { get; init; } = [];

    /// <summary>What came out of it, each as JSON of its own program.</summary>
    public ImmutableList<string> Outputs { get; init; } = [];

    /// <summary>No metric.</summary>
    public static ImmutableSortedDictionary<string, MetricPoint> NoMetrics => s_noMetrics;

    /// <summary>Neither parameters nor tags.</summary>
    public static ImmutableSortedDictionary<string, string> None => NoEntries;
}
