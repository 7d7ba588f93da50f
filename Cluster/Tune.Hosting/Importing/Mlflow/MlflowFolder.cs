using System.Globalization;
using System.Runtime.CompilerServices;
using Tune.Files;

namespace Tune.Hosting.Importing.Mlflow;

/// <summary>
/// The folder <c>mlruns</c> that MLflow 1, 2 and 3 write without a server. It may be a stranger's: no link in it is
/// followed, what is no plain file is not waited for, and no file is read further than what may be in it is long.
/// </summary>
internal sealed class MlflowFolder : IMlflowStore
{
    private const string Meta = "meta.yaml";

    // Beside experiments, and beside runs, lie folders of other things.
    private static readonly string[] s_noExperiments = ["models", ".trash"];
    private static readonly string[] s_noRuns = ["tags", "datasets", "traces", "models"];

    private readonly MlflowFiles _root;

    private MlflowFolder(MlflowFiles root) => _root = root;

    /// <summary>Opens it.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="ImportException">There is no such folder.</exception>
    public static MlflowFolder Open(string path) => new(MlflowFiles.Open(path));

    public void Dispose() => _root.Dispose();

    public Task<IReadOnlyList<MlflowExperiment>> ExperimentsAsync(CancellationToken cancellation)
    {
        if (_root.Has(Meta))
        {
            throw Nothing();
        }

        var found = new List<MlflowExperiment>();
        foreach (var name in _root.Folders().Where(name => !s_noExperiments.Contains(name)))
        {
            cancellation.ThrowIfCancellationRequested();
            using var folder = _root.Into(name);
            if (folder.Has(Meta) && Known(folder) is var meta && IsActive(meta))
            {
                found.Add(new MlflowExperiment(
                    name, meta.GetValueOrDefault("name") ?? throw folder.Wrong(Meta, "it has no 'name'"),
                    folder.Texts("tags")));
            }
        }

        return found.Count > 0 ? Task.FromResult<IReadOnlyList<MlflowExperiment>>(found) : throw Nothing();
    }

    public async IAsyncEnumerable<MlflowRun> RunsAsync(
        MlflowExperiment experiment, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        using var folder = _root.Into(experiment.Id);
        foreach (var name in folder.Folders().Where(name => !s_noRuns.Contains(name)))
        {
            cancellation.ThrowIfCancellationRequested();
            using var run = folder.Into(name);
            if (run.Has(Meta) && Known(run) is var meta && IsActive(meta))
            {
                yield return Run(experiment, name, run, meta);
            }
        }
    }

    public Task<IReadOnlyList<MlflowPoint>> HistoryAsync(
        MlflowRun run, string metric, long most, CancellationToken cancellation)
    {
        using var folder = _root.Into(run.Experiment);
        using var mine = folder.Into(run.Id);
        var points = new List<MlflowPoint>();
        var number = 0;
        foreach (var line in mine.Lines($"metrics/{metric}"))
        {
            cancellation.ThrowIfCancellationRequested();
            number++;
            if (line.Trim().Length == 0)
            {
                continue;
            }

            if (points.Count >= most)
            {
                throw new ImportException(
                    $"There are more than {ImportedExperiment.ReportsMax} values; import fewer metrics.");
            }

            points.Add(MlflowLine.Read(line) ?? throw mine.Wrong(
                $"metrics/{metric}",
                string.Create(CultureInfo.InvariantCulture, $"line {number} is not a time, a value and a step")));
        }

        return Task.FromResult<IReadOnlyList<MlflowPoint>>(points);
    }

    private static MlflowRun Run(
        MlflowExperiment experiment, string id, MlflowFiles folder, IReadOnlyDictionary<string, string?> meta)
    {
        var tags = folder.Texts("tags");
        return new MlflowRun
        {
            Id = id,
            Experiment = experiment.Id,
            Name = tags.GetValueOrDefault("mlflow.runName") ?? meta.GetValueOrDefault("run_name")
                ?? meta.GetValueOrDefault("name") ?? "",
            Status = Number(folder, meta, "status") is not { } status ? MlflowStatus.Running
                : status is >= 1 and <= 5 ? (MlflowStatus)status
                : throw folder.Wrong(Meta, string.Create(
                    CultureInfo.InvariantCulture, $"'status' is {status}; it must be 1 to 5")),
            Started = MlflowTime.Of(Number(folder, meta, "start_time")),
            Ended = MlflowTime.Of(Number(folder, meta, "end_time")),
            Parameters = folder.Texts("params"),
            Tags = tags,
            Metrics = folder.Names("metrics"),
        };
    }

    private static bool IsActive(IReadOnlyDictionary<string, string?> meta) =>
        meta.GetValueOrDefault("lifecycle_stage") is null or "active";

    private static IReadOnlyDictionary<string, string?> Known(MlflowFiles folder)
    {
        try
        {
            return MlflowYaml.Read(folder.Text(Meta));
        }
        catch (FormatException wrong)
        {
            throw folder.Wrong(Meta, wrong.Message, wrong);
        }
    }

    private static long? Number(MlflowFiles folder, IReadOnlyDictionary<string, string?> meta, string name) =>
        meta.GetValueOrDefault(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw folder.Wrong(Meta, $"'{name}' is '{MlflowFiles.Start(text)}'; it must be a whole number");

    private ImportException Nothing() => new(
        $"'{_root.Path}' has no experiment of MLflow: a folder with a file {Meta}."
        + (_root.Has(Meta) ? " It is one itself; name the folder it is in."
            : _root.Folders().Contains("mlruns") ? " It has a folder 'mlruns'; name that."
            : _root.Has("mlflow.db") ? " It has a file 'mlflow.db'; start 'mlflow server' on it and name its address."
            : ""));
}
