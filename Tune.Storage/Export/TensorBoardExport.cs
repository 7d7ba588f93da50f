using System.Globalization;
using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Storage.TensorBoard;

namespace Tune.Storage.Export;

/// <summary>Reports as event files of TensorBoard; the form is told at
/// <see cref="ExperimentExport.WriteTensorBoardAsync"/>.</summary>
internal sealed class TensorBoardExport
{
    public const int TrialsMax = 100_000;
    private const int HeldBytesMax = 32 * 1024 * 1024;

    private readonly string _folder;
    private readonly string _experiment;
    private readonly ReportColumns _columns;
    private readonly Dictionary<TrialId, Run> _runs = [];
    private readonly ProtoBytes _message = new();
    private Moment _created;
    private long _held;

    private TensorBoardExport(string folder, string experiment, ReportColumns columns) =>
        (_folder, _experiment, _columns) = (folder, experiment, columns);

    public static async Task<long> WriteAsync(ReportScan scan, string experiment, string folder)
    {
        var full = Path.GetFullPath(folder);
        Require(full);
        var partial = $"{full}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.partial";
        Delete(partial);
        try
        {
            Directory.CreateDirectory(partial);
            var rows = await new TensorBoardExport(partial, experiment, scan.Columns).WriteAsync(scan);
            if (Directory.Exists(full))
            {
                Directory.Delete(full);
            }

            Directory.Move(partial, full);
            return rows;
        }
        catch
        {
            Delete(partial);
            throw;
        }
    }

    private static void Require(string full)
    {
        if (File.Exists(full) || (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any()))
        {
            throw new IOException($"'{full}' is there and not empty; name a folder that is empty or not there.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw new IOException($"The folder that '{full}' would be in does not exist; make it or name another.");
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<long> WriteAsync(ReportScan scan)
    {
        long rows = 0;
        await foreach (var fact in scan.FactsAsync())
        {
            rows += Take(fact);
        }

        foreach (var (trial, run) in _runs)
        {
            Finish(trial, run);
        }

        return rows;
    }

    private int Take(ExperimentEvent fact)
    {
        switch (fact)
        {
            case ExperimentEvent.Created e:
                _created = e.At;
                break;
            case ExperimentEvent.TrialProposed e:
                Begin(e);
                break;
            case ExperimentEvent.AttemptStarted e when _runs.TryGetValue(e.Trial, out var run):
                run.Started ??= e.At;
                run.Ended = null;
                break;
            case ExperimentEvent.Decided { Decision: Decision.CloneFrom clone } e
                when _runs.TryGetValue(e.Trial, out var run):
                run.Config = clone.Config;
                break;
            case ExperimentEvent.Reported e when _runs.TryGetValue(e.Trial, out var run):
                Report(run, e);
                return 1;
            case ExperimentEvent.TrialEnded e when _runs.TryGetValue(e.Trial, out var run):
                (run.Ended, run.Failed) = (e.At, e.Status == TrialStatus.Errored);
                break;
            default:
                break;
        }

        return 0;
    }

    private void Begin(ExperimentEvent.TrialProposed proposed)
    {
        if (_runs.Count == TrialsMax)
        {
            throw new InvalidOperationException(
                $"'{_experiment}' has more than {TrialsMax} trials, each of which would be a folder; export it as "
                + "CSV or Parquet.");
        }

        // The name of the program and the host that TensorBoard's own writers put there say nothing about a trial.
        var folder = Path.Combine(
            _folder, string.Create(CultureInfo.InvariantCulture, $"trial-{proposed.Trial.Number:D5}"));
        var seconds = (long)(proposed.At.Utc - DateTime.UnixEpoch).TotalSeconds;
        Directory.CreateDirectory(folder);
        var run = new Run(
            Path.Combine(folder, string.Create(
                CultureInfo.InvariantCulture, $"events.out.tfevents.{seconds}.tunenet.{proposed.Trial.Number}")),
            proposed.Config, proposed.At);
        _runs[proposed.Trial] = run;
        Put(run, () => EventText.Version(_message, proposed.At));
    }

    private void Report(Run run, ExperimentEvent.Reported report)
    {
        run.Last = report.At;
        Put(run, () => EventText.Scalars(_message, report.At, report.Iteration, report.Metrics));
    }

    private void Finish(TrialId trial, Run run)
    {
        var kinds = _columns.Parameters.Select((name, i) => (Name: name, Kind: _columns.KindOf(i))).ToArray();
        var group = string.Create(CultureInfo.InvariantCulture, $"{_experiment}/{trial.Number}");
        Put(run, () => EventText.Experiment(_message, _created, kinds, _columns.Metrics));
        Put(run, () => EventText.Start(_message, run.Started ?? run.Last, group, kinds
            .Where(each => run.Config.Has(each.Name))
            .Select(each => (each.Name, run.Config[each.Name], each.Kind))));
        Put(run, () => EventText.End(_message, run.Ended ?? run.Last, run.Ended is null ? null : run.Failed));
        Flush(run);
    }

    private void Put(Run run, Action write)
    {
        _message.Clear();
        write();
        var before = run.Held.Length;
        RecordFrame.Write(run.Held, _message.Written);
        _held += run.Held.Length - before;
        if (_held > HeldBytesMax)
        {
            foreach (var each in _runs.Values)
            {
                Flush(each);
            }
        }
    }

    // More trials may be under way than files may be open.
    private void Flush(Run run)
    {
        if (run.Held.Length == 0)
        {
            return;
        }

        using (var file = new FileStream(run.Path, FileMode.Append, FileAccess.Write, FileShare.None))
        {
            run.Held.WriteTo(file);
        }

        _held -= run.Held.Length;
        run.Held = new MemoryStream();
    }

    private sealed class Run(string path, Configuration config, Moment last)
    {
        public string Path => path;

        public Configuration Config { get; set; } = config;

        public Moment Last { get; set; } = last;

        public Moment? Started { get; set; }

        public Moment? Ended { get; set; }

        public bool Failed { get; set; }

        public MemoryStream Held { get; set; } = new();
    }
}
