using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Trainables.Running;

namespace Tune.Trainables;

/// <summary>One execution of training code against a channel: gives it its context, and turns however it ends into an
/// outcome.</summary>
internal sealed class AttemptRun : IDisposable
{
    private readonly LogTail _log;
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenRegistration _told;
    private readonly CancellationTokenRegistration _killed;
    private readonly string _threadName;

    public AttemptRun(
        TrialAssignment assignment, ITrialChannel channel, TimeProvider clock, CancellationToken kill)
    {
        _log = new LogTail(channel);

        // Whoever tells the attempt to leave must not run what training code has hung on its token.
        _told = channel.LeaveRequested.Register(() => _leaving.CancelAsync());
        _killed = kill.Register(() => _leaving.CancelAsync());
        _threadName = $"trial {assignment.Trial}.{assignment.Attempt}";
        Context = new TrialContext(
            assignment, _log, new Reporter(assignment, _log, clock, kill), _leaving.Token);
    }

    public TrialContext Context { get; }

    /// <summary>Runs code that is not asynchronous, on a thread of its own.</summary>
    public Task<AttemptOutcome> Run(Action<TrialContext> body) => TrialThread.Run(
        _threadName,
        () => GuardAsync(() =>
        {
            body(Context);
            return Task.CompletedTask;
        }).GetAwaiter().GetResult());

    /// <summary>Runs asynchronous code, on a thread of its own.</summary>
    public Task<AttemptOutcome> RunAsync(Func<TrialContext, Task> body) =>
        TrialThread.RunAsync(_threadName, () => GuardAsync(() => body(Context)));

    public void Dispose()
    {
        _told.Dispose();
        _killed.Dispose();
        _leaving.Dispose();
    }

    private async Task<AttemptOutcome> GuardAsync(Func<Task> body)
    {
        try
        {
            await body();
            return await Context.Reporter.ReturnedAsync(Context.HasLookedAtLeaving);
        }
        catch (Exception e)
        {
            if (e is not OperationCanceledException)
            {
                Log(e);
            }

            return Context.Reporter.Left(e) ?? Failure.Of(e, _log.Text);
        }
    }

    private void Log(Exception exception)
    {
        foreach (var line in Failure.Unwrap(exception).ToString().Split('\n'))
        {
            _log.Log(line.TrimEnd('\r'));
        }
    }
}
