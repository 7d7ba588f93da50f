using System.Globalization;
using System.Text.Json;
using Tune.Client.Shapes;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Server.Answers;

/// <summary>What the store knows, in the shapes that clients read.</summary>
internal static class Forms
{
    private const int NoteShown = 200;

    /// <summary>Where an experiment stands.</summary>
    /// <param name="glance">It.</param>
    /// <param name="retention">How long deleted ones stay; null for ever.</param>
    public static ExperimentItem Of(ExperimentGlance glance, TimeSpan? retention) => new()
    {
        Experiment = glance.Name,
        Title = glance.Title.Length > 0 ? glance.Title : null,
        Tags = glance.Tags.IsEmpty ? null : glance.Tags,
        DeletedUtc = glance.Deleted?.Utc,
        PurgeUtc = RecycleBin.PurgeAt(glance.Deleted, retention),
        State = glance.State,
        Why = glance.Why,
        Metric = glance.Objective.Metric,
        Mode = glance.Objective.Mode.ToString(),
        Trials = glance.Proposed,
        TrialsMax = glance.Trials,
        Counts = Counts(glance),
        Reports = glance.Reports,
        Position = glance.Position,
        Journal = JournalOf(glance),
        Best = glance.BestTrial is { } best ? new BestItem { Trial = best.Number, Value = glance.BestValue } : null,
        CreatedUtc = glance.Created.Utc,
        LastUtc = glance.Last.Utc,
    };

    private static string Beginning(string note) =>
        note.Length <= NoteShown ? note : note[..NoteShown] + "…";

    /// <summary>Tells a journal from one that is made later under the same name.</summary>
    public static string JournalOf(ExperimentGlance glance) =>
        glance.Created.UtcTicks.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>A trial.</summary>
    /// <param name="spec">Its experiment's definition.</param>
    /// <param name="trial">It.</param>
    /// <param name="brackets">The experiment's brackets; null if it has one.</param>
    /// <param name="whole">With its log and all of its note: too long for lists.</param>
    public static TrialItem Of(
        ExperimentSpec spec, TrialSummary trial, IBrackets? brackets, bool whole = false)
    {
        var best = spec.Objective.ValueOf(trial.BestScore);
        return new TrialItem
        {
            Trial = trial.Trial.Number,
            Status = trial.Status.ToString(),
            Iteration = trial.Iteration,
            Reports = trial.Reports,
            Attempts = trial.Attempts,
            Failures = trial.Failures,
            Best = double.IsNaN(best) ? null : best,
            BestIteration = trial.BestIteration,
            Metrics = Of(trial.LastMetrics),
            Feasible = spec.Constraints.IsEmpty || trial.LastMetrics.Count == 0
                ? null
                : MetricConstraint.Total(spec.Constraints, trial.LastMetrics) == 0,
            Config = Of(trial.Config),
            BestConfig = trial.BestConfig.Equals(trial.Config) ? null : Of(trial.BestConfig),
            Why = trial.Why,
            Error = trial.Error?.Message,
            ErrorKind = trial.Error?.Kind.ToString(),
            Checkpoints = whole && CheckpointsOf(trial) is { Count: > 0 } checkpoints ? checkpoints : null,
            Log = whole ? trial.Error?.LogTail : null,
            Tags = trial.Tags.IsEmpty ? null : trial.Tags,
            Note = trial.Note.Length == 0 ? null : whole ? trial.Note : Beginning(trial.Note),
            Bracket = brackets?.Of(trial.Trial),
            ByHand = trial.IsByHand,
            DeletedUtc = trial.Deleted?.Utc,
            UsedSeconds = trial.Used.TotalSeconds,
            StartedUtc = trial.Attempts == 0 ? null : trial.Started.Utc,
            LastUtc = trial.Last.UtcTicks == 0 ? null : trial.Last.Utc,
        };
    }

    /// <summary>The checkpoints of a trial that its results name, the newest first.</summary>
    public static IReadOnlyList<CheckpointItem> CheckpointsOf(TrialSummary trial) =>
    [
        .. new[] { trial.Checkpoint, trial.BestCheckpoint }.OfType<CheckpointRef>().DistinctBy(each => each.Digest)
            .Select(each => new CheckpointItem
            {
                Digest = each.Digest, Bytes = each.Bytes, Iteration = each.Iteration,
                Best = each.Digest == trial.BestCheckpoint?.Digest,
            }),
    ];

    public static IReadOnlyDictionary<string, double> Of(MetricSet metrics)
    {
        var named = new Dictionary<string, double>(metrics.Count, StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            named[metric.Name] = metric.Value;
        }

        return named;
    }

    public static IReadOnlyDictionary<string, JsonElement> Of(Configuration config)
    {
        var named = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        using var document = JsonSerializer.SerializeToDocument(config);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            named[member.Name] = member.Value.Clone();
        }

        return named;
    }

    private static Dictionary<string, int> Counts(ExperimentGlance glance)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var status in Enum.GetValues<TrialStatus>())
        {
            if (glance.Counts.Length > (int)status && glance.Count(status) is > 0 and var count)
            {
                counts[status.ToString()] = count;
            }
        }

        return counts;
    }
}
