using Tune.Engine.Trials;

namespace Tune.Clustering.Trials;

#pragma warning disable CA1001 // Training code that was left behind may use the token and the channel at any time.

/// <summary>Runs an attempt on a thread of this process, which can be asked to go and never made to.</summary>
internal sealed class ThreadRunner(AttemptParts parts) : IAttemptRunner
{
    private static readonly TimeSpan Unwinding = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _kill = new();
    private readonly LineChannel _channel = parts.Channel();
    private Action<AttemptOutcome>? _ended;
    private volatile AttemptOutcome? _verdict;
    private long _looked;
    private long _killed;

    public void Start(Action<AttemptOutcome> ended)
    {
        _ended = ended;
        _looked = parts.Node.Clock.GetTimestamp();

        // The thread pool and the dispatchers run the node itself: what prepares an attempt may block, and a trainable
        // of somebody's own that computes before it answers would starve them. Training code of Tune.Trainables goes
        // on to a thread of its own from here.
        _ = Task.Factory.StartNew(
            Body, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Kill(AttemptOutcome verdict)
    {
        if (_verdict is null)
        {
            _killed = parts.Node.Clock.GetTimestamp();
            _verdict = verdict;
            _ = _kill.CancelAsync();
        }
    }

    public AttemptOutcome? Check()
    {
        if (_verdict is not { } verdict)
        {
            return Overdue();
        }

        if (parts.Node.Clock.GetElapsedTime(_killed) > Unwinding && End(verdict))
        {
            parts.Notice($"Trial {parts.Order.Trial} did not leave when told to. Its thread cannot be killed: it is "
                + "left behind and may go on computing until the program ends. Run such code in a process of its own.");
        }

        return null;
    }

    private AttemptOutcome? Overdue()
    {
        var limits = parts.Settings.Limits;
        var now = parts.Node.Clock.GetTimestamp();
        var (quiet, staying) = parts.Line.Time.Look(parts.Node.Clock.GetElapsedTime(_looked, now));
        _looked = now;
        if (parts.Line.Leaving == Leaving.No)
        {
            return limits.NoProgress is { } patience && quiet > patience
                ? new AttemptOutcome.Failed(
                    FailureKind.Hang, $"no report for {patience}, the limit of Limits.NoProgress", parts.Log.Tail)
                : null;
        }

        return staying > limits.StopGrace ? Overstayed(limits.StopGrace) : null;
    }

    private AttemptOutcome Overstayed(TimeSpan grace)
    {
        parts.Notice($"Trial {parts.Order.Trial} was told to leave ({parts.Line.Leaving}) and had not after {grace}.");
        return parts.Line.Leaving switch
        {
            Leaving.Interrupt => AttemptOutcome.Interrupted.Instance,
            Leaving.Pause => new AttemptOutcome.Failed(
                FailureKind.Hang, $"told to save and leave, it had not after {grace} (Limits.StopGrace)",
                parts.Log.Tail),
            _ => AttemptOutcome.Obeyed.Instance,
        };
    }

    private void Body()
    {
        try
        {
            var assignment = parts.PrepareAsync(_kill.Token).GetAwaiter().GetResult();
            var run = parts.Definition.Create().RunAsync(assignment, _channel, _kill.Token);
            if (run.IsCompleted)
            {
                End(OutcomeOf(run));
            }
            else
            {
                run.ContinueWith(
                    done => End(OutcomeOf(done)), CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        catch (Exception e)
        {
            _ = parts.ReleaseAsync();
            End(_verdict ?? parts.Broken(e));
        }
    }

    // Only now is nothing of its checkpoint read any more; one that was left behind keeps it.
    private AttemptOutcome OutcomeOf(Task<AttemptOutcome> run)
    {
        _ = parts.ReleaseAsync();
        return _verdict ?? (run.IsCompletedSuccessfully
            ? run.Result
            : parts.Broken(run.Exception?.InnerException ?? new OperationCanceledException()));
    }

    private bool End(AttemptOutcome outcome)
    {
        if (Interlocked.Exchange(ref _ended, null) is not { } ended)
        {
            return false;
        }

        ended(outcome);
        return true;
    }
}
