using System.Globalization;
using Tune.Engine.Experiments;

namespace Tune.Engine.Results;

/// <summary>The rules by which what is deleted goes for good. The time is always brought along.</summary>
public static class RecycleBin
{
    /// <summary>How long a deleted experiment stays unless it is said otherwise: 30 days.</summary>
    public static TimeSpan RetentionDefault { get; } = TimeSpan.FromDays(30);

    /// <summary>The longest that may be said: 36,500 days.</summary>
    public static TimeSpan RetentionMax { get; } = TimeSpan.FromDays(36_500);

    /// <summary>What is wrong with a time to stay in the bin, naming what is allowed; null if nothing is.</summary>
    /// <param name="retention">How long; null for ever.</param>
    /// <param name="field">What it is called.</param>
    public static string? Problem(TimeSpan? retention, string field) =>
        retention is { } time && (time < TimeSpan.Zero || time > RetentionMax)
            ? $"{field} is {time}; it must be from 0 to "
                + $"{RetentionMax.TotalDays.ToString("N0", CultureInfo.InvariantCulture)} days, or absent for ever."
            : null;

    /// <summary>When an experiment goes for good; null while it is not deleted, or if it stays for ever.</summary>
    /// <param name="deleted">When it was deleted.</param>
    /// <param name="retention">How long it stays after that; null for ever.</param>
    public static DateTime? PurgeAt(Moment? deleted, TimeSpan? retention) =>
        deleted is { } at && retention is { } time
            ? at.Utc > DateTime.MaxValue - time ? DateTime.MaxValue : at.Utc + time
            : null;

    /// <summary>Why an experiment cannot be purged, in a sentence; null if it can.</summary>
    public static string? WhyKept(ExperimentGlance experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return experiment.Deleted is null
            ? $"'{experiment.Name}' is not in the recycle bin; delete it first."
            : experiment.IsOpen || experiment.Status == ExperimentStatus.Active
                ? $"'{experiment.Name}' is running; what runs cannot be purged."
                : null;
    }
}
