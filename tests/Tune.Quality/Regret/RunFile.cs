using Tune.Quality.Tables;

namespace Tune.Quality.Regret;

/// <summary>The runs that are done, a line each, added as they come: what is in there is not run again.</summary>
internal sealed class RunFile : IDisposable
{
    private readonly Dictionary<RunKey, Run> _runs = [];
    private readonly StreamWriter _writer;
    private readonly Lock _lock = new();

    public RunFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var isNew = !File.Exists(path);
        if (!isNew)
        {
            // A line that was cut off in the middle is not counted, and the run done again.
            foreach (var row in Csv.Rows(path).Skip(1).Where(row => row.Length == 10 && row[9].Length > 0))
            {
                var run = Run.Read(row);
                _runs[run.Key] = run;
            }
        }

        _writer = new StreamWriter(path, append: true) { AutoFlush = true, NewLine = "\n" };
        _writer.WriteLine(isNew ? Run.Heading : "");
    }

    public IReadOnlyCollection<Run> Runs => _runs.Values;

    public bool Has(RunKey key)
    {
        lock (_lock)
        {
            return _runs.ContainsKey(key);
        }
    }

    public void Add(Run run)
    {
        lock (_lock)
        {
            if (_runs.TryAdd(run.Key, run))
            {
                _writer.WriteLine(run.Line());
            }
        }
    }

    public void Dispose() => _writer.Dispose();
}
