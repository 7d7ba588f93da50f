using Tune.Clustering.Children.Frames;
using Tune.Clustering.Protocol;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Children;

/// <summary>The child's end of one attempt's line to its experiment.</summary>
internal sealed class ChildChannel(FrameLink link, ReportCodec reports) : ITrialChannel, IDisposable
{
    private const int LineMax = 16 * 1024;
    private const int WaitingMax = 1024 * 1024;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _window = new(ReportWindow.Reports);
    private readonly CancellationTokenSource _leave = new();
    private readonly Queue<TaskCompletionSource<TrialAnswer>> _unanswered = new();
    private readonly Queue<TaskCompletionSource> _saves = new();
    private readonly Queue<TaskCompletionSource> _keeps = new();
    private long _linesLeftOut;
    private int _leaving;
    private bool _isClosed;

    public CancellationToken LeaveRequested => _leave.Token;

    public Leaving Leaving => (Leaving)Volatile.Read(ref _leaving);

    public ValueTask<Task<TrialAnswer>> SendAsync(TrialReport report, CancellationToken cancellation)
    {
        if (_window.Wait(0, CancellationToken.None))
        {
            return new(Send(report));
        }

        return SendLaterAsync(report, cancellation);
    }

    public Task SaveAsync(string folder, int iteration, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _saves.Enqueue(done);
            link.Send(FrameKind.Save, (folder, iteration), static (frame, save) =>
            {
                frame.Text(Path.GetFullPath(save.folder));
                frame.Number(save.iteration);
            });
        }

        return done.Task.WaitAsync(cancellation);
    }

    public Task KeepAsync(string path, string file, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _keeps.Enqueue(done);
            link.Send(FrameKind.Keep, (path, file), static (frame, keep) =>
            {
                frame.Text(keep.path);
                frame.Text(Path.GetFullPath(keep.file));
            });
        }

        return done.Task.WaitAsync(cancellation);
    }

    public void Stalled(string? why)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                link.Send(FrameKind.Stalled, why ?? "", static (frame, text) => frame.Text(text));
            }
        }
    }

    public void Log(string line)
    {
        var isFull = link.Waiting > WaitingMax;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            // A log that comes faster than it can be taken away must neither fill the memory nor slow the training.
            if (isFull)
            {
                _linesLeftOut++;
                return;
            }

            SayWhatWasLeftOutNeedsLock();
            Write(line.Length <= LineMax ? line : line[..LineMax] + $" … ({line.Length - LineMax} characters more)");
        }
    }

    /// <summary>Nothing of this attempt is sent after this.</summary>
    public void Close()
    {
        lock (_gate)
        {
            SayWhatWasLeftOutNeedsLock();
            _isClosed = true;
        }
    }

    public void Answered(TrialAnswer answer) => Next()?.TrySetResult(answer);

    public void Failed(Exception exception) => Next()?.TrySetException(exception);

    public void Saved(Exception? failure) => Done(_saves, failure);

    public void Kept(Exception? failure) => Done(_keeps, failure);

    public void Leave(Leaving how)
    {
        Volatile.Write(ref _leaving, (int)how);

        // What training code has hung on the token must not hold up the line.
        _ = _leave.CancelAsync();
    }

    public void Dispose()
    {
        Close();
        _leave.Dispose();
        _window.Dispose();
    }

    private void Done(Queue<TaskCompletionSource> waiting, Exception? failure)
    {
        TaskCompletionSource? done;
        lock (_gate)
        {
            waiting.TryDequeue(out done);
        }

        _ = failure is null ? done?.TrySetResult() : done?.TrySetException(failure);
    }

    private async ValueTask<Task<TrialAnswer>> SendLaterAsync(TrialReport report, CancellationToken cancellation)
    {
        await _window.WaitAsync(cancellation).ConfigureAwait(false);
        return Send(report);
    }

    private Task<TrialAnswer> Send(TrialReport report)
    {
        var answer = new TaskCompletionSource<TrialAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var sent = report.CheckpointFolder is { } folder
            ? report with { CheckpointFolder = Path.GetFullPath(folder) }
            : report;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _unanswered.Enqueue(answer);
            link.Send(FrameKind.Report, (reports, sent), static (frame, it) => it.reports.Write(frame, it.sent));
        }

        return answer.Task;
    }

    private TaskCompletionSource<TrialAnswer>? Next()
    {
        lock (_gate)
        {
            if (!_unanswered.TryDequeue(out var next))
            {
                return null;
            }

            _window.Release();
            return next;
        }
    }

    private void SayWhatWasLeftOutNeedsLock()
    {
        if (_linesLeftOut > 0)
        {
            Write($"… ({_linesLeftOut} lines left out: too much in too short a time)");
            _linesLeftOut = 0;
        }
    }

    private void Write(string line) => link.Send(FrameKind.Log, line, static (frame, text) => frame.Text(text));
}
