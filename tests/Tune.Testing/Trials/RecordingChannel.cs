using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Testing.Trials;

/// <summary>
/// An experiment's side of the line to one attempt, for tests of training code: writes down what comes, answers as
/// told. Folders of checkpoints are taken over, as the store does, and stay readable until the channel is disposed.
/// </summary>
public sealed class RecordingChannel : ITrialChannel, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _leave = new();
    private readonly List<TrialReport> _reports = [];
    private readonly List<(string Folder, int Iteration)> _saves = [];
    private readonly List<(string Path, byte[] Content)> _artifacts = [];
    private readonly List<string> _lines = [];
    private readonly List<string?> _stalls = [];
    private readonly Queue<(TrialReport Report, TaskCompletionSource<TrialAnswer> Answer)> _held = new();
    private readonly Dictionary<int, TaskCompletionSource> _arrivals = [];
    private readonly string _taken = Directory.CreateTempSubdirectory("tune-taken-").FullName;
    private Task _late = Task.CompletedTask;

    /// <summary>How a report is answered; default: go on, and never wait.</summary>
    public Func<TrialReport, TrialAnswer> Answer { get; set; } = _ => Continue(int.MaxValue);

    /// <summary>Whether answers wait for <see cref="Release"/>.</summary>
    public bool HoldsAnswers { get; set; }

    /// <summary>Whether answers come after the call, one after another, from another thread.</summary>
    public bool AnswersLate { get; init; }

    /// <summary>What <see cref="SaveAsync"/> fails with; null to succeed.</summary>
    public Exception? SaveFailure { get; set; }

    /// <summary>The reports in the order they came, their checkpoints where they were taken to.</summary>
    public IReadOnlyList<TrialReport> Reports
    {
        get
        {
            lock (_gate)
            {
                return [.. _reports];
            }
        }
    }

    /// <summary>The checkpoints handed over outside a report.</summary>
    public IReadOnlyList<(string Folder, int Iteration)> Saves
    {
        get
        {
            lock (_gate)
            {
                return [.. _saves];
            }
        }
    }

    /// <summary>What <see cref="KeepAsync"/> fails with; null to succeed.</summary>
    public Exception? KeepFailure { get; set; }

    /// <summary>Says what is wrong with the path of an artifact, which is then refused; default nothing.</summary>
    public Func<string, string?> Accepts { get; set; } = static _ => null;

    /// <summary>The artifacts handed over, in the order they came.</summary>
    public IReadOnlyList<(string Path, byte[] Content)> Artifacts
    {
        get
        {
            lock (_gate)
            {
                return [.. _artifacts];
            }
        }
    }

    /// <summary>What the attempt waited for, and null each time it went on.</summary>
    public IReadOnlyList<string?> Stalls
    {
        get
        {
            lock (_gate)
            {
                return [.. _stalls];
            }
        }
    }

    /// <summary>Called when the attempt says that it can only wait.</summary>
    public Action OnStall { get; set; } = () => { };

    /// <summary>The log.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <inheritdoc />
    public CancellationToken LeaveRequested => _leave.Token;

    /// <inheritdoc />
    public Leaving Leaving { get; private set; }

    /// <summary>The answer to go on.</summary>
    public static TrialAnswer Continue(int milestone) => new(Leaving.No, milestone);

    /// <summary>Tells the attempt to leave.</summary>
    public void Ask(Leaving how)
    {
        Leaving = how;
        _leave.Cancel();
    }

    /// <summary>Ends when that many reports have come.</summary>
    public Task Arrived(int count)
    {
        lock (_gate)
        {
            if (_reports.Count >= count)
            {
                return Task.CompletedTask;
            }

            if (!_arrivals.TryGetValue(count, out var arrival))
            {
                _arrivals[count] = arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return arrival.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    /// <summary>Gives held answers, oldest first.</summary>
    public void Release(int count = int.MaxValue)
    {
        for (; count > 0; count--)
        {
            (TrialReport Report, TaskCompletionSource<TrialAnswer> Answer) next;
            lock (_gate)
            {
                if (!_held.TryDequeue(out next))
                {
                    return;
                }
            }

            next.Answer.SetResult(Answer(next.Report));
        }
    }

    /// <inheritdoc />
    public ValueTask<Task<TrialAnswer>> SendAsync(TrialReport report, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var kept = report.CheckpointFolder is { } folder
            ? report with { CheckpointFolder = Take(folder, report.Iteration) }
            : report;
        lock (_gate)
        {
            _reports.Add(kept);
            if (_arrivals.Remove(_reports.Count, out var arrival))
            {
                arrival.SetResult();
            }

            if (HoldsAnswers)
            {
                var answer = new TaskCompletionSource<TrialAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
                _held.Enqueue((kept, answer));
                return new(answer.Task);
            }

            if (AnswersLate)
            {
                var answer = _late.ContinueWith(_ => Answer(kept), TaskScheduler.Default);
                _late = answer;
                return new(answer);
            }
        }

        return new(Task.FromResult(Answer(kept)));
    }

    /// <inheritdoc />
    public Task SaveAsync(string folder, int iteration, CancellationToken cancellation)
    {
        if (SaveFailure is not null)
        {
            return Task.FromException(SaveFailure);
        }

        var taken = Take(folder, iteration);
        lock (_gate)
        {
            _saves.Add((taken, iteration));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task KeepAsync(string path, string file, CancellationToken cancellation)
    {
        if (KeepFailure is { } failure)
        {
            throw failure;
        }

        if (Accepts(path) is { } problem)
        {
            throw new StorageException(StorageFault.Refused, problem);
        }

        var content = await File.ReadAllBytesAsync(file, cancellation);
        lock (_gate)
        {
            _artifacts.Add((path, content));
        }
    }

    /// <inheritdoc />
    public void Stalled(string? why)
    {
        lock (_gate)
        {
            _stalls.Add(why);
        }

        if (why is not null)
        {
            OnStall();
        }
    }

    /// <inheritdoc />
    public void Log(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _leave.Dispose();
        Directory.Delete(_taken, recursive: true);
    }

    private string Take(string folder, int iteration)
    {
        var target = Path.Combine(_taken, $"{iteration}-{Directory.GetDirectories(_taken).Length}");
        Directory.Move(folder, target);
        return target;
    }
}
