using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Storage.TensorBoard;

namespace Tune.Hosting.Importing;

/// <summary>A folder of event files as an experiment: each folder with such files is a trial. One below a run of the
/// hparams tab belongs to that, as Keras writes them, and its tags get the rest of the path in front.</summary>
internal static class TensorBoardSource
{
    /// <summary>Reads it.</summary>
    /// <param name="folder">Where the logs are.</param>
    /// <param name="metric">The tag that was optimised.</param>
    /// <param name="mode">Which end of it is good.</param>
    /// <exception cref="ImportException">It cannot be read; the message names the file.</exception>
    public static ImportedExperiment Read(string folder, string metric, Mode mode)
    {
        if (!Directory.Exists(folder))
        {
            throw new ImportException($"There is no folder '{folder}'.");
        }

        var logs = Logs(folder);
        var runs = Runs(logs);
        var tags = runs.SelectMany(run => run.Scalars.Keys).Distinct().Order(StringComparer.Ordinal).ToList();
        return !tags.Contains(metric)
            ? throw new ImportException(
                $"No run has a scalar '{metric}'; there are {string.Join(", ", tags.Take(50))}.")
            : new ImportedExperiment
            {
                Tool = "tensorboard",
                Objectives = [new Objective(metric, mode)],
                Trials = [.. runs.Where(run => run.Scalars.Count > 0).Select(Trial)],
            };
    }

    private static SortedDictionary<string, EventLog> Logs(string folder)
    {
        var logs = new SortedDictionary<string, EventLog>(StringComparer.Ordinal);
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 32 };
        long points = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*tfevents*", options).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, Path.GetDirectoryName(file)!).Replace('\\', '/');
            if (!logs.TryGetValue(name, out var log))
            {
                logs[name] = log = new EventLog();
            }

            points -= log.Points;
            Read(file, log);
            points += log.Points;
            if (logs.Count > ImportedExperiment.TrialsMax || points > ImportedExperiment.ReportsMax)
            {
                throw new ImportException(
                    $"There are more than {ImportedExperiment.TrialsMax} runs or {ImportedExperiment.ReportsMax} "
                    + "values; import a part of the folder.");
            }
        }

        return logs.Count > 0
            ? logs
            : throw new ImportException($"'{folder}' has no event files: files with 'tfevents' in their names.");
    }

    private static void Read(string file, EventLog log)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
            foreach (var record in EventFile.Records(stream))
            {
                log.Take(record);
            }
        }
        catch (InvalidDataException damaged)
        {
            throw new ImportException($"{file}: {damaged.Message}.", damaged);
        }
    }

    private static List<Run> Runs(SortedDictionary<string, EventLog> logs)
    {
        var sessions = logs.Where(each => each.Value.Hparams.Count > 0).Select(each => each.Key).ToList();
        var runs = new SortedDictionary<string, Run>(StringComparer.Ordinal);
        foreach (var (name, log) in logs)
        {
            var owner = log.Hparams.Count > 0 ? name : sessions
                .Where(session => session == "." || name.StartsWith(session + "/", StringComparison.Ordinal))
                .MaxBy(session => session.Length) ?? name;
            if (!runs.TryGetValue(owner, out var run))
            {
                runs[owner] = run = new Run(owner, logs.GetValueOrDefault(owner) ?? log, sessions.Count == 0);
            }

            var before = owner == name ? "" : (owner == "." ? name : name[(owner.Length + 1)..]) + "/";
            foreach (var (tag, points) in log.Scalars)
            {
                run.Scalars[before + tag] = points;
            }
        }

        return [.. runs.Values];
    }

    private static ImportedTrial Trial(Run run)
    {
        var reports = new List<ImportedReport>();
        foreach (var step in run.Scalars
            .SelectMany(pair => pair.Value.Select(point => (pair.Key, Point: point)))
            .GroupBy(each => each.Point.Step).OrderBy(group => group.Key))
        {
            // A run that was begun again has written some steps twice; what came last stands.
            var values = step.GroupBy(each => each.Key)
                .Select(tag => new MetricValue(tag.Key, tag.Last().Point.Value)).ToArray();
            try
            {
                reports.Add(new ImportedReport(
                    step.Key, CellText.Seconds(step.Max(each => each.Point.Seconds)), MetricSet.Of(values)));
            }
            catch (ArgumentException refused)
            {
                throw new ImportException($"The run '{run.Name}', step {step.Key}: {refused.Message}", refused);
            }
        }

        return new ImportedTrial
        {
            Origin = $"The run '{run.Name}'",
            Config = run.Config,
            Reports = reports,
            Started = run.Log.Started is { } started ? CellText.Seconds(started) : null,
            Ended = run.Log.Ended is { } ended ? CellText.Seconds(ended) : null,
            End = run.Log.Failed ? ImportedEnd.Failed : ImportedEnd.Completed,
        };
    }

    private sealed class Run(string name, EventLog log, bool isNamed)
    {
        public string Name => name;

        public EventLog Log => log;

        public Dictionary<string, List<ScalarPoint>> Scalars { get; } = new(StringComparer.Ordinal);

        /// <summary>Numbers have one form there; those that are whole are taken as such.</summary>
        public IReadOnlyDictionary<string, ParameterValue> Config { get; } = isNamed
            ? new Dictionary<string, ParameterValue> { ["run"] = name }
            : log.Hparams.ToDictionary(pair => pair.Key, pair => Whole(pair.Value));

        private static ParameterValue Whole(ParameterValue value) =>
            value.Kind == ValueKind.Real && value.AsReal() is var real && real == Math.Floor(real)
                && Math.Abs(real) <= 1L << 53
                ? (long)real
                : value;
    }
}
