using System.Collections.Concurrent;
using System.Globalization;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;

namespace Tune.Hosting.Importing.Mlflow;

/// <summary>
/// An experiment of MLflow as one of ours: each run is a trial in the order they began, its params are the
/// configuration and its metrics by step the reports. A run that only holds others, and one that has not begun, is left
/// out; one that still runs is a trial that was stopped.
/// </summary>
internal sealed class MlflowSource(IMlflowStore store, MlflowOptions options)
{
    private const int AtOnce = 8;
    private const int Named = 50;
    private const long ParameterCharsMax = 256L << 20;
    private const string OfMachines = "system/";

    /// <summary>The experiments of these names or ids; all if none is named.</summary>
    /// <exception cref="ImportException">There is none of a name.</exception>
    public async Task<IReadOnlyList<MlflowExperiment>> ChooseAsync(
        IReadOnlyList<string> wanted, CancellationToken cancellation)
    {
        var all = await store.ExperimentsAsync(cancellation);
        return wanted.Count == 0 ? all : [.. wanted.Select(Find).Distinct()];

        MlflowExperiment Find(string asked) =>
            all.FirstOrDefault(one => one.Name == asked) ?? all.FirstOrDefault(one => one.Id == asked)
            ?? throw new ImportException($"There is no experiment '{asked}'; there are "
                + $"{string.Join(", ", all.Take(Named).Select(one => $"{one.Name} ({one.Id})"))}.");
    }

    /// <summary>Reads an experiment.</summary>
    /// <exception cref="ImportException">It cannot be read; the message says where and why.</exception>
    public async Task<MlflowOutcome> ReadAsync(MlflowExperiment experiment, CancellationToken cancellation)
    {
        var all = await RunsAsync(experiment, cancellation);
        if ((options.Objective ?? ObjectiveOf(experiment)) is not { } objective)
        {
            return new MlflowOutcome(
                null, $"'{experiment.Name}' does not say what was optimised; say --metric NAME and --mode max or min."
                    + MetricsOf(all));
        }

        var parents = all.Select(run => run.Tags.GetValueOrDefault(MlflowRun.ParentTag)).ToHashSet();
        var runs = all.Where(run => run.Status != MlflowStatus.Scheduled
            && (run.Metrics.Contains(objective.Metric) || !parents.Contains(run.Id))).ToList();
        if (!runs.Exists(run => run.Metrics.Contains(objective.Metric)))
        {
            return new MlflowOutcome(
                null, $"No run of '{experiment.Name}' has a metric '{objective.Metric}'.{MetricsOf(all)}");
        }

        var configs = Configs(runs);
        var histories = await HistoriesAsync(runs, objective.Metric, cancellation);
        return new MlflowOutcome(
            new ImportedExperiment
            {
                Tool = "mlflow",
                Objectives = [objective],
                Trials = [.. runs.Select((run, i) => Trial(run, configs[i], histories[run.Id]))],
            },
            runs.Count == all.Count ? "" : string.Create(
                CultureInfo.InvariantCulture,
                $"Left out, as they only hold others or have not begun: {all.Count - runs.Count} runs."));
    }

    private async Task<List<MlflowRun>> RunsAsync(MlflowExperiment experiment, CancellationToken cancellation)
    {
        var runs = new List<MlflowRun>();
        long length = 0;
        await foreach (var run in store.RunsAsync(experiment, cancellation))
        {
            runs.Add(run);
            length += run.Parameters.Sum(each => (long)each.Key.Length + each.Value.Length);
            if (runs.Count > ImportedExperiment.TrialsMax || length > ParameterCharsMax)
            {
                throw new ImportException(
                    $"'{experiment.Name}' has more than {ImportedExperiment.TrialsMax} runs or params of more than "
                    + $"{ParameterCharsMax} characters.");
            }
        }

        return
        [
            .. runs.OrderBy(run => run.Started ?? DateTime.MaxValue).ThenBy(run => run.Id, StringComparer.Ordinal),
        ];
    }

    private static Objective? ObjectiveOf(MlflowExperiment experiment) =>
        experiment.Tags.GetValueOrDefault("tune.metric") is { Length: > 0 } metric
            && Enum.TryParse<Mode>(experiment.Tags.GetValueOrDefault("tune.mode"), out var mode)
            && Enum.IsDefined(mode)
                ? new Objective(metric, mode)
                : null;

    private static string MetricsOf(List<MlflowRun> runs) => runs.Count == 0 ? " It has no runs."
        : $" There are {string.Join(", ", runs.SelectMany(run => run.Metrics).Distinct().Take(Named).DefaultIfEmpty(
            "no metrics"))}.";

    private List<Dictionary<string, ParameterValue>> Configs(List<MlflowRun> runs)
    {
        var names = runs.SelectMany(run => run.Parameters.Keys).Distinct(StringComparer.Ordinal).ToList();
        if (options.Parameters.FirstOrDefault(name => !names.Contains(name)) is { } missing)
        {
            throw new ImportException(
                $"No run has a param '{missing}'; there are {string.Join(", ", names.Take(Named))}.");
        }

        var configs = runs.ConvertAll(_ => new Dictionary<string, ParameterValue>(StringComparer.Ordinal));
        foreach (var name in options.Parameters.Count > 0 ? options.Parameters : names)
        {
            var values = CellText.Values(
                [.. runs.Select(run => run.Parameters.GetValueOrDefault(name) ?? "")], static text => text);
            for (var i = 0; i < configs.Count; i++)
            {
                if (!values[i].IsAbsent)
                {
                    configs[i][name] = values[i];
                }
            }
        }

        return configs;
    }

    private async Task<ConcurrentDictionary<string, Dictionary<string, IReadOnlyList<MlflowPoint>>>> HistoriesAsync(
        List<MlflowRun> runs, string metric, CancellationToken cancellation)
    {
        var count = 0L;
        var histories = new ConcurrentDictionary<string, Dictionary<string, IReadOnlyList<MlflowPoint>>>();
        await Parallel.ForEachAsync(
            runs, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (run, cancellation) =>
            {
                var mine = new Dictionary<string, IReadOnlyList<MlflowPoint>>(StringComparer.Ordinal);
                foreach (var name in run.Metrics.Where(name => IsTaken(name, metric)))
                {
                    mine[name] = await store.HistoryAsync(
                        run, name, ImportedExperiment.ReportsMax - Interlocked.Read(ref count), cancellation);
                    Interlocked.Add(ref count, mine[name].Count);
                }

                histories[run.Id] = mine;
            });
        return histories;
    }

    private bool IsTaken(string name, string metric) => name == metric || (options.Metrics.Count > 0
        ? options.Metrics.Contains(name)
        : !name.StartsWith(OfMachines, StringComparison.Ordinal));

    private static ImportedTrial Trial(
        MlflowRun run, Dictionary<string, ParameterValue> config,
        Dictionary<string, IReadOnlyList<MlflowPoint>> histories) => new()
        {
            Origin = run.Origin,
            Config = config,
            Reports = MlflowReports.Of(run, histories),
            Started = run.Started,
            Ended = run.Ended,
            Why = run.Tags.GetValueOrDefault("tune.why") ?? "",
            End = run.Status switch
            {
                MlflowStatus.Failed => ImportedEnd.Failed,
                MlflowStatus.Finished when run.Tags.GetValueOrDefault("tune.status") != "Stopped" =>
                    ImportedEnd.Completed,
                _ => ImportedEnd.Stopped,
            },
        };
}
