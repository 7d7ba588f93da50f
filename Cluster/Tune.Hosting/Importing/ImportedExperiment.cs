using System.Collections.Immutable;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;

namespace Tune.Hosting.Importing;

/// <summary>An experiment of another tool, as far as it is understood.</summary>
internal sealed record ImportedExperiment
{
    /// <summary>The most trials.</summary>
    public const int TrialsMax = 100_000;

    /// <summary>The most reports of all trials together.</summary>
    public const long ReportsMax = 5_000_000;

    /// <summary>The tool, such as optuna.</summary>
    public required string Tool { get; init; }

    /// <summary>Its version, or empty.</summary>
    public string ToolVersion { get; init; } = "";

    /// <summary>What was optimised; one or more.</summary>
    public required ImmutableArray<Objective> Objectives { get; init; }

    /// <summary>What parameters could be, where the tool knows it; the others are inferred from their values.</summary>
    public IReadOnlyDictionary<string, Domain> Domains { get; init; } = new Dictionary<string, Domain>();

    /// <summary>In the order of their numbers.</summary>
    public required IReadOnlyList<ImportedTrial> Trials { get; init; }
}

/// <summary>One trial of it.</summary>
internal sealed record ImportedTrial
{
    /// <summary>Where it was found, for people, such as "row 7".</summary>
    public required string Origin { get; init; }

    /// <summary>What it was trained with.</summary>
    public required IReadOnlyDictionary<string, ParameterValue> Config { get; init; }

    /// <summary>What it reported, with rising iterations.</summary>
    public required IReadOnlyList<ImportedReport> Reports { get; init; }

    /// <summary>When it began, UTC; null if that is not known.</summary>
    public DateTime? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTime? Ended { get; init; }

    /// <summary>How it ended.</summary>
    public ImportedEnd End { get; init; }

    /// <summary>Why it failed, or empty.</summary>
    public string Why { get; init; } = "";
}

/// <summary>One report of it.</summary>
/// <param name="Step">Units of training done, as the tool counts them.</param>
/// <param name="At">When, UTC; null if that is not known.</param>
/// <param name="Metrics">What was measured.</param>
internal readonly record struct ImportedReport(long Step, DateTime? At, MetricSet Metrics);

/// <summary>How a trial ended.</summary>
internal enum ImportedEnd
{
    Completed,
    Stopped,
    Failed,
}
