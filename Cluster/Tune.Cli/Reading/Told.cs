using System.Collections.Immutable;
using System.Text.Json;
using Tune.Client.Shapes;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.RandomSearch;

namespace Tune.Cli.Reading;

/// <summary>What the API tells of experiments and trials, as the store would have it.</summary>
internal static class Told
{
    /// <summary>An experiment.</summary>
    /// <param name="detail">What is told of it.</param>
    /// <param name="spec">Its definition.</param>
    public static ExperimentSummary Of(ExperimentDetail detail, ExperimentSpec spec) => Of(
        detail.Summary with { Note = detail.Note, Programs = detail.Programs, Unfinished = detail.Unfinished }, spec);

    /// <summary>An experiment of a list that is whole. Of its definition there is the name and what is optimised: what
    /// it was made of may be long, and lists do not show it.</summary>
    /// <exception cref="NotSupportedException">It is not whole.</exception>
    public static ExperimentSummary Of(ExperimentItem item) => Of(item, new ExperimentSpec
    {
        Name = item.Experiment,
        Trainable = "",
        Space = new SearchSpace(),
        Objective = new Objective(item.Metric, Enum.Parse<Mode>(item.Mode)),
        Trials = item.TrialsMax,
        Searcher = new RandomSearchOptions(),
        Scheduler = new FifoOptions(),
    });

    /// <summary>A trial.</summary>
    /// <param name="spec">Its experiment's definition.</param>
    /// <param name="trial">What is told of it, whole.</param>
    public static TrialSummary Of(ExperimentSpec spec, TrialItem trial) => new()
    {
        Trial = new TrialId(trial.Trial),
        Config = Of(trial.Config),
        Status = Enum.Parse<TrialStatus>(trial.Status),
        Why = trial.Why,
        Attempts = trial.Attempts,
        Failures = trial.Failures,
        Reports = trial.Reports,
        Iteration = trial.Iteration,
        LastMetrics = MetricSet.Of([.. trial.Metrics.Select(metric => (metric.Key, metric.Value))]),
        BestScore = trial.Best is { } best ? Score.Of(best, spec.Objective.Mode) : Score.Worst,
        BestIteration = trial.BestIteration,
        BestConfig = Of(trial.BestConfig ?? trial.Config),
        Checkpoint = Of(trial.Checkpoints is [var newest, ..] ? newest : null),
        BestCheckpoint = Of(trial.Checkpoints?.FirstOrDefault(checkpoint => checkpoint.Best)),
        Error = trial.Error is { } error
            ? new AttemptOutcome.Failed(
                Enum.TryParse<FailureKind>(trial.ErrorKind, out var kind) ? kind : FailureKind.Exception, error,
                trial.Log ?? "")
            : null,
        Started = trial.StartedUtc is { } started ? Of(started) : default,
        Last = trial.LastUtc is { } last ? Of(last) : default,
        IsByHand = trial.ByHand,
        Note = trial.Note ?? "",
        Tags = Of(trial.Tags),
        Deleted = trial.DeletedUtc is { } deleted ? Of(deleted) : null,
        Used = new TimeSpan((long)Math.Round(trial.UsedSeconds * TimeSpan.TicksPerSecond)),
    };

    private static ExperimentSummary Of(ExperimentItem item, ExperimentSpec spec) => new()
    {
        Name = item.Experiment,
        Spec = spec,
        Status = item.State is "active" or "interrupted"
            ? ExperimentStatus.Active
            : Enum.Parse<ExperimentStatus>(item.State, ignoreCase: true),
        IsOpen = item.State == "active",
        Why = item.Why,
        Trials = item.Trials,
        Reports = item.Reports,
        Events = item.Position,
        Best = item.Best is { } best
            ? new BestResult(
                new TrialId(best.Trial), best.Iteration, Score.Of(best.Value, spec.Objective.Mode), best.Value,
                Of(best.Config ?? throw Missing("best.config")))
            : null,
        Shortfall = item.Unfinished is { } behind ? new Shortfall(behind.Longest, behind.Whole) : null,
        Programs = [.. (item.Programs ?? throw Missing("programs")).Select(Of)],
        Created = Of(item.CreatedUtc),
        Last = Of(item.LastUtc),
        Title = item.Title ?? "",
        Note = item.Note ?? "",
        Tags = Of(item.Tags),
        Deleted = item.DeletedUtc is { } deleted ? Of(deleted) : null,
    };

    private static NotSupportedException Missing(string field) => new($"It has no '{field}'.");

    private static Moment Of(DateTime utc) => new(utc.ToUniversalTime().Ticks, 0);

    private static CheckpointRef? Of(CheckpointItem? checkpoint) =>
        checkpoint is null ? null : new CheckpointRef(checkpoint.Digest, checkpoint.Bytes, checkpoint.Iteration);

    private static ImmutableSortedDictionary<string, string> Of(IReadOnlyDictionary<string, string>? tags) =>
        tags is null ? TagSet.Empty : TagSet.Empty.AddRange(tags);

    private static Configuration Of(IReadOnlyDictionary<string, JsonElement> config) =>
        JsonSerializer.SerializeToElement(config).Deserialize<Configuration>()
        ?? throw new JsonException("A configuration is null.");

    private static ProgramRecord Of(ProgramItem program) => new()
    {
        Name = program.Name,
        Version = program.Version,
        Build = program.Build,
        Commit = program.Commit,
        IsDirty = program.Dirty,
        Packages = program.Packages.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Runtime = program.Runtime,
        OperatingSystem = program.OperatingSystem,
        Host = program.Host,
        Gpus = [.. program.Gpus],
    };
}
