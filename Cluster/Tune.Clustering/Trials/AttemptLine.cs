using Tune.Clustering.Nodes;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Trials;

/// <summary>
/// The node's end of the line from one attempt to its experiment. Keeps the attempt's messages in order, sees that a
/// checkpoint is safe in the store before the message that names it goes out, and remembers what the attempt was told.
/// Safe for many threads.
/// </summary>
internal sealed class AttemptLine(
    TrialId trial, Attempt attempt, Outbox outbox, Func<ICheckpointStore> checkpoints, TimeProvider clock,
    Action<string> notice) : IDisposable
{
    private static readonly TimeSpan RetryPutAfter = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Queue<Letter> _behind = new();
    private readonly CancellationTokenSource _leave = new();
    private readonly CancellationTokenSource _cut = new();
    private bool _isPutting;
    private bool _isOver;
    private int _unanswered;
    private long _lastSeen = clock.GetTimestamp();
    private int _leaving;

    /// <summary>Cancelled when the attempt should leave.</summary>
    public CancellationToken LeaveRequested => _leave.Token;

    /// <summary>Whether and how it should leave.</summary>
    public Leaving Leaving => (Leaving)Volatile.Read(ref _leaving);

    /// <summary>How long the attempt has said nothing; zero while it waits for us.</summary>
    public TimeSpan Silence => Volatile.Read(ref _unanswered) > 0
        ? TimeSpan.Zero
        : clock.GetElapsedTime(Volatile.Read(ref _lastSeen));

    public void Report(TrialReport report, Action<TrialAnswer> answered) => Send(new Letter(
        this,
        new TrialMessage.Report(trial, attempt, report.Sequence, report.Iteration, report.Metrics, Checkpoint: null),
        report.CheckpointFolder, report.Iteration, answered));

    public void Save(string folder, int iteration, Action<TrialAnswer> answered) =>
        Send(new Letter(this, null, folder, iteration, answered));

    /// <summary>The attempt's last word; what it says after this is not sent.</summary>
    public void End(AttemptOutcome outcome, Action answered) =>
        Send(new Letter(this, new TrialMessage.End(trial, attempt, outcome), null, 0, _ => answered()));

    /// <summary>Tells the attempt to leave. A later order counts only if it is stricter.</summary>
    public void Tell(Leaving how)
    {
        lock (_gate)
        {
            if (how == Leaving.No || Leaving == how || Leaving is Leaving.Stop or Leaving.Clone)
            {
                return;
            }

            Volatile.Write(ref _leaving, (int)how);
        }

        // Training code hangs its own callbacks on this token; they have no business on the caller's thread.
        _ = _leave.CancelAsync();
    }

    /// <summary>Nothing that is still under way is worth waiting for.</summary>
    public void Cut() => _cut.Cancel();

    public void Dispose()
    {
        _leave.Dispose();
        _cut.Dispose();
    }

    private void Send(Letter letter)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            _isOver = letter.IsLast;
            Interlocked.Increment(ref _unanswered);
            Volatile.Write(ref _lastSeen, clock.GetTimestamp());
            if (_isPutting)
            {
                _behind.Enqueue(letter);
                return;
            }

            if (letter.Folder is null)
            {
                outbox.Post(letter);
                return;
            }

            _isPutting = true;
        }

        _ = PutAsync(letter);
    }

    private async Task PutAsync(Letter letter)
    {
        while (true)
        {
            try
            {
                if (letter.Folder is { } folder)
                {
                    letter.Attach(trial, attempt, await PutAsync(folder, letter.Iteration).ConfigureAwait(false));
                }

                outbox.Post(letter);
            }
            catch (Exception e)
            {
                letter.Answer(new TrialAnswer(
                    Leaving, int.MaxValue, $"The checkpoint in '{letter.Folder}' could not be stored. {e.Message}"));
            }

            lock (_gate)
            {
                if (!_behind.TryDequeue(out letter!))
                {
                    _isPutting = false;
                    return;
                }
            }
        }
    }

    // A full disk pauses, it does not end: the attempt waits for its answer until there is room again.
    private async Task<CheckpointRef> PutAsync(string folder, int iteration)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await checkpoints().PutAsync(folder, iteration, _cut.Token).ConfigureAwait(false);
            }
            catch (StorageException e) when (e.InnerException is not InvalidDataException
                && Directory.Exists(folder) && !_cut.IsCancellationRequested)
            {
                if (tries == 1)
                {
                    notice($"A checkpoint of trial {trial} cannot be stored at the moment; the trial waits. "
                        + e.Message);
                }
            }

            await Task.Delay(RetryPutAfter, clock, _cut.Token).ConfigureAwait(false);
        }
    }

    private void Answered(TrialAnswer answer)
    {
        Volatile.Write(ref _lastSeen, clock.GetTimestamp());
        Interlocked.Decrement(ref _unanswered);
        Tell(answer.Leaving);
    }

    private sealed class Letter(
        AttemptLine line, TrialMessage? message, string? folder, int iteration, Action<TrialAnswer> answered) : Parcel
    {
        private TrialMessage? _message = message;

        public string? Folder => folder;

        public int Iteration => iteration;

        public bool IsLast => _message is TrialMessage.End;

        public override TrialMessage Message => _message!;

        public void Attach(TrialId trial, Attempt attempt, CheckpointRef put) => _message =
            _message is TrialMessage.Report report
                ? report with { Checkpoint = put }
                : new TrialMessage.Save(trial, attempt, put);

        public override void Answer(TrialAnswer answer)
        {
            line.Answered(answer);
            answered(answer);
        }
    }
}
