using Tune.Clustering.Protocol;
using Tune.Clustering.Timing;
using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Files;

namespace Tune.Clustering.Trials;

/// <summary>
/// The node's end of the line from one attempt to its experiment. Keeps the attempt's messages in order, sees that a
/// checkpoint is safe in the store before the message that names it goes out, and remembers what the attempt was told.
/// Safe for many threads.
/// </summary>
/// <param name="trial">Which trial.</param>
/// <param name="attempt">Which attempt.</param>
/// <param name="outbox">Where its messages go.</param>
/// <param name="folder">The attempt's folder: nothing else is taken in as a checkpoint.</param>
/// <param name="checkpoints">Where its checkpoints go.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="stalled">Told why it can only wait, and null when it goes on.</param>
internal sealed class AttemptLine(
    TrialId trial, Attempt attempt, Outbox outbox, string folder, Func<ICheckpointStore> checkpoints,
    TimeProvider clock, Action<string?> stalled) : IDisposable
{
    private static readonly TimeSpan RetryPutAfter = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Queue<Letter> _behind = new();
    private readonly CancellationTokenSource _leave = new();
    private readonly CancellationTokenSource _cut = new();
    private bool _isPutting;
    private bool _isOver;
    private bool _hasGivenUp;
    private volatile bool _isStalled;
    private int _leaving;

    /// <summary>Cancelled when the attempt should leave.</summary>
    public CancellationToken LeaveRequested => _leave.Token;

    /// <summary>Whether and how it should leave.</summary>
    public Leaving Leaving => (Leaving)Volatile.Read(ref _leaving);

    /// <summary>Whether it has said its last.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _isOver;
            }
        }
    }

    /// <summary>How long the attempt has said nothing, and has stayed after it was told to leave.</summary>
    public OwnTime Time { get; } = new();

    public void Report(TrialReport report, Action<TrialAnswer> answered) => Send(new Letter(
        this,
        new TrialMessage.Report(trial, attempt, report.Sequence, report.Iteration, report.Metrics, Checkpoint: null),
        report.CheckpointFolder, report.Iteration, answered));

    public void Save(string saved, int iteration, Action<TrialAnswer> answered) =>
        Send(new Letter(this, null, saved, iteration, answered));

    /// <summary>The attempt's last word; what it says after this is not sent.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="freed">Called when nothing of its folder is needed any more. That must not wait until the end is in
    /// the journal: where the disk is full, the folder may be what fills it.</param>
    public void End(AttemptOutcome outcome, Action freed)
    {
        Stalled(null);
        Send(new Letter(this, new TrialMessage.End(trial, attempt, outcome), null, 0, static _ => { }, freed));
    }

    /// <summary>The attempt can only wait; null when it goes on.</summary>
    public void Stalled(string? why)
    {
        var was = _isStalled;
        _isStalled = why is not null;
        Time.Stalled(_isStalled);
        if (was != _isStalled)
        {
            stalled(why);
        }
    }

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
            Time.Told();
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
        bool isHandedOver;
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            _isOver = letter.IsLast;
            letter.Begin(Time);
            if (_isPutting)
            {
                _behind.Enqueue(letter);
                return;
            }

            isHandedOver = letter.Folder is null && !_hasGivenUp;
            _isPutting = !isHandedOver;
            if (isHandedOver)
            {
                outbox.Post(letter);
            }
        }

        if (isHandedOver)
        {
            letter.Freed();
            return;
        }

        _ = PutAsync(letter);
    }

    private async Task PutAsync(Letter letter)
    {
        while (true)
        {
            try
            {
                if (letter.Folder is { } offered && !_hasGivenUp)
                {
                    // The training code names it, from wherever it runs.
                    FolderTree.RequireBelow(folder, offered);
                    await PutAsync(letter, offered).ConfigureAwait(false);
                }

                HandOver(letter);
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

    // An attempt that has left a checkpoint behind because it had to go has said its last but for its end: what came
    // after it is not in the journal either, and is made again from the checkpoint before.
    private void HandOver(Letter letter)
    {
        if (_hasGivenUp && !letter.IsLast)
        {
            letter.Answer(new TrialAnswer(
                Leaving, int.MaxValue, "its checkpoint could not be stored before it had to leave", IsFenced: true));
            return;
        }

        outbox.Post(letter);
        letter.Freed();
    }

    // A full disk pauses, it does not end: the attempt waits for its answer until there is room again. One that has to
    // make room waits no longer; one that is paused does, because it goes on from there.
    private async Task PutAsync(Letter letter, string offered)
    {
        while (true)
        {
            try
            {
                letter.Attach(trial, attempt, await checkpoints()
                    .PutAsync(offered, letter.Iteration, _cut.Token).ConfigureAwait(false));
                Stalled(null);
                return;
            }
            catch (StorageException e) when (e.Kind != StorageFault.Refused
                && Directory.Exists(offered) && !_cut.IsCancellationRequested)
            {
                if (Leaving is not (Leaving.No or Leaving.Pause))
                {
                    _hasGivenUp = true;
                    return;
                }

                Stalled($"Its checkpoint cannot be stored. {e.Message}");
            }

            await Task.Delay(RetryPutAfter, clock, _cut.Token).ConfigureAwait(false);
        }
    }

    private sealed class Letter(
        AttemptLine line, TrialMessage? message, string? folder, int iteration, Action<TrialAnswer> answered,
        Action? freed = null) : Parcel
    {
        // A save on its way out is the node's to store, whatever else was reported since.
        private readonly bool _isSave = message is null;
        private TrialMessage? _message = message;

        public string? Folder => folder;

        public int Iteration => iteration;

        public bool IsLast => _message is TrialMessage.End;

        public void Freed() => freed?.Invoke();

        public void Begin(OwnTime time)
        {
            if (_isSave)
            {
                time.SaveBegins();
            }
            else
            {
                time.Asked();
            }
        }

        public override TrialMessage Message => _message!;

        public void Attach(TrialId trial, Attempt attempt, CheckpointRef put) => _message =
            _message is TrialMessage.Report report
                ? report with { Checkpoint = put }
                : new TrialMessage.Save(trial, attempt, put);

        public override void Answer(TrialAnswer answer)
        {
            if (_isSave)
            {
                line.Time.SaveEnds();
            }
            else
            {
                line.Time.Answered();
            }

            line.Tell(answer.Leaving);
            answered(answer);
        }
    }
}
