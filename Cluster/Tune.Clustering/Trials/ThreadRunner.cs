using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Trials;

#pragma warning disable CA1001 // Training code that was left behind may use the token and the channel at any time.

/// <summary>Runs an attempt on a thread of this process, which can be asked to go and never made to, or looks after the
/// child process that runs it.</summary>
internal sealed class ThreadRunner(AttemptParts parts) : IAttemptRunner
{
    private static readonly TimeSpan Unwinding = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _kill = new();
    private readonly ThreadChannel _channel = new(parts.Line, parts.Log);
    private Action<AttemptOutcome>? _ended;
    private volatile AttemptOutcome? _verdict;
    private long _killed;

    public void Start(Action<AttemptOutcome> ended)
    {
        _ended = ended;
        parts.Node.Threads.Run(Body);
    }

    // The channel's token has told it already.
    public void Leave(Leaving how)
    {
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

    public AttemptOutcome.Failed? Check()
    {
        if (_verdict is { } verdict && parts.Node.Clock.GetElapsedTime(_killed) > Unwinding && End(verdict))
        {
            parts.Notice($"Trial {parts.Order.Trial} did not leave when told to. Its thread cannot be killed: it is "
                + "left behind and may go on computing until the program ends. Run such code in a process of its own.");
        }

        return null;
    }

    private void Body()
    {
        try
        {
            var assignment = parts.PrepareAsync().GetAwaiter().GetResult();
            var run = parts.Training().RunAsync(assignment, _channel, _kill.Token);
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
            End(parts.Broken(e));
        }
    }

    private AttemptOutcome OutcomeOf(Task<AttemptOutcome> run) =>
        _verdict ?? (run.IsCompletedSuccessfully
            ? run.Result
            : parts.Broken(run.Exception?.InnerException ?? new OperationCanceledException()));

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
