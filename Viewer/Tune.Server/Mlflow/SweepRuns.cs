using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Runs;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Server.Acting;

namespace Tune.Server.Mlflow;

/// <summary>
/// Sweeps as experiments with runs, to be read. Ids follow from names and numbers, so that they stay: that of a sweep
/// is 18 decimal digits of a hash of its name, that of a trial the hash and the trial's number.
/// </summary>
internal sealed class SweepRuns(Served served, TimeProvider time)
{
    private const int PageMax = 10_000;
    private const int TrialsMax = 100_000;
    private readonly ConcurrentDictionary<string, ulong> _hashes = new(StringComparer.Ordinal);
    private readonly SweepParents _parents = new(served, time, new SemaphoreSlim(1));

    public static string ReadOnlySentence(string sweep) =>
        $"'{sweep}' is a sweep: its trials are logged by the program that runs it and can be read here, not written.";

    public async Task<List<MlflowExperiment>> AllAsync(CancellationToken cancellation)
    {
        var found = new List<MlflowExperiment>();
        foreach (var name in await served.Store.ExperimentsAsync(cancellation))
        {
            if (await served.Store.Tracking.GlanceAsync(name, cancellation) is { } glance)
            {
                found.Add(Of(glance));
            }
        }

        return found;
    }

    /// <summary>The sweep of an id; null if there is none.</summary>
    public async Task<MlflowExperiment?> FindAsync(string id, CancellationToken cancellation) =>
        await NameAsync(name => IdOf(name) == id, cancellation) is { } name
            ? Of(await served.GlanceAsync(name, cancellation)) : null;

    /// <summary>The sweep of a name; null if there is none.</summary>
    public async Task<MlflowExperiment?> NamedAsync(string name, CancellationToken cancellation) =>
        await NameAsync(known => known == name, cancellation) is null
            ? null : Of(await served.GlanceAsync(name, cancellation));

    /// <summary>The trial of an id; null if there is none.</summary>
    public async Task<(string Sweep, int Trial)?> TrialAsync(string run, CancellationToken cancellation)
    {
        const NumberStyles hex = NumberStyles.AllowHexSpecifier;
        if (run.Length != 32
            || !ulong.TryParse(run.AsSpan(0, 16), hex, CultureInfo.InvariantCulture, out var hash)
            || !ulong.TryParse(run.AsSpan(16), hex, CultureInfo.InvariantCulture, out var trial)
            || trial > int.MaxValue)
        {
            return null;
        }

        return await NameAsync(name => HashOf(name) == hash, cancellation) is { } sweep ? (sweep, (int)trial) : null;
    }

    /// <summary>A trial as a run; null if there is none.</summary>
    public async Task<MlflowRun?> RunAsync(string run, CancellationToken cancellation)
    {
        if (await TrialAsync(run, cancellation) is not (var sweep, var trial))
        {
            return null;
        }

        await served.GlanceAsync(sweep, cancellation);
        var page = await served.Store.Tracking.TrialsAsync(sweep, trial, 1, cancellation);
        return page is [var only] && only.Trial.Number == trial
            ? Of(sweep, only, await _parents.OfAsync(sweep, cancellation)) : null;
    }

    /// <summary>All trials of a sweep, up to 100,000.</summary>
    public async Task<List<MlflowRun>> RunsAsync(string sweep, CancellationToken cancellation)
    {
        var runs = new List<MlflowRun>();
        var parents = await _parents.OfAsync(sweep, cancellation);
        while (runs.Count < TrialsMax)
        {
            var page = await served.Store.Tracking.TrialsAsync(sweep, runs.Count, PageMax, cancellation);
            runs.AddRange(page.Select(trial => Of(sweep, trial, parents)));
            if (page.Count < PageMax)
            {
                break;
            }
        }

        return runs;
    }

    /// <summary>A metric of a trial.</summary>
    public async Task<IReadOnlyList<MetricPoint>> HistoryAsync(
        string sweep, int trial, string metric, CancellationToken cancellation)
    {
        var points = await served.Store.Tracking.CurveAsync(
            sweep, new TrialId(trial), metric, cancellation: cancellation);
        return [.. points.Select(point => new MetricPoint(
            point.Value, Milliseconds(point.UtcTicks), point.Iteration))];
    }

    /// <summary>What a version says of itself that is made from a trial; null if the run is none.</summary>
    public async Task<VersionOrigin?> OriginAsync(string source, string run, CancellationToken cancellation)
    {
        if (await TrialAsync(run, cancellation) is not (var sweep, var trial))
        {
            return null;
        }

        await served.GlanceAsync(sweep, cancellation);
        var page = await served.Store.Tracking.TrialsAsync(sweep, trial, 1, cancellation);
        return page is not [var found] ? null : new VersionOrigin(source, run)
        {
            Experiment = sweep,
            Trial = trial,
            Checkpoint = (found.BestCheckpoint ?? found.Checkpoint)?.Digest,
            Config = System.Text.Json.JsonSerializer.Serialize(found.BestConfig),
        };
    }

    /// <summary>The id of a trial's run.</summary>
    public string RunIdOf(string sweep, int trial) =>
        string.Create(CultureInfo.InvariantCulture, $"{HashOf(sweep):x16}{trial:x16}");

    /// <summary>The id of a sweep.</summary>
    public string IdOf(string sweep)
    {
        const ulong least = 100_000_000_000_000_000;
        return (least + (HashOf(sweep) % (9 * least))).ToString(CultureInfo.InvariantCulture);
    }

    private async Task<string?> NameAsync(Func<string, bool> isWanted, CancellationToken cancellation) =>
        (await served.Store.ExperimentsAsync(cancellation)).FirstOrDefault(isWanted);

    private ulong HashOf(string name) => _hashes.GetOrAdd(name, static name =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))));

    private MlflowExperiment Of(ExperimentGlance glance)
    {
        var id = IdOf(glance.Name);
        return new MlflowExperiment(id, glance.Name, new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["tune.kind"] = "sweep",
            ["tune.metric"] = glance.Objective.Metric,
            ["tune.mode"] = glance.Objective.Mode.ToString(),
            ["tune.status"] = glance.Status.ToString(),
        })
        {
            Location = MlflowExperiment.LocationOf(id),
            Created = Milliseconds(glance.Created.UtcTicks),
            Changed = Milliseconds(glance.Last.UtcTicks),
            Sweep = glance.Name,
        };
    }

    private MlflowRun Of(string sweep, TrialSummary trial, IReadOnlyDictionary<int, int> parents)
    {
        var id = IdOf(sweep);
        var name = string.Create(CultureInfo.InvariantCulture, $"{sweep}-{trial.Trial.Number}");
        var last = Milliseconds(trial.Last.UtcTicks);
        var start = trial.Attempts == 0 ? last : Milliseconds(trial.Started.UtcTicks);
        var metrics = trial.LastMetrics.Select(metric => KeyValuePair.Create(
            metric.Name, new MetricPoint(metric.Value, last, trial.Iteration)));
        var config = Answers.Forms.Of(trial.Config).Select(
            value => KeyValuePair.Create(value.Key, value.Value.ToString()));
        var tags = RunRecord.None
            .Add(RunNames.NameTag, name)
            .Add("mlflow.source.name", sweep)
            .Add("mlflow.source.type", "LOCAL")
            .Add("tune.trial", trial.Trial.Number.ToString(CultureInfo.InvariantCulture))
            .Add("tune.status", trial.Status.ToString());
        if (parents.TryGetValue(trial.Trial.Number, out var parent))
        {
            tags = tags.Add(RunNames.ParentTag, RunIdOf(sweep, parent));
        }

        return new MlflowRun(
            new RunRecord(RunIdOf(sweep, trial.Trial.Number), -1, name, "tune", start)
            {
                Status = StatusOf(trial.Status),
                End = StatusOf(trial.Status) is RunStatus.Finished or RunStatus.Failed ? last : null,
                Metrics = RunRecord.NoMetrics.AddRange(metrics),
                Parameters = RunRecord.None.AddRange(config),
                Tags = trial.Why.Length > 0 ? tags.Add("tune.why", trial.Why) : tags,
            },
            id, MlflowExperiment.LocationOf(id));
    }

    private static RunStatus StatusOf(TrialStatus status) => status switch
    {
        TrialStatus.Running => RunStatus.Running,
        TrialStatus.Pending or TrialStatus.Paused => RunStatus.Scheduled,
        TrialStatus.Errored => RunStatus.Failed,
        _ => RunStatus.Finished,
    };

    private static long Milliseconds(long utcTicks) =>
        (utcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
}
