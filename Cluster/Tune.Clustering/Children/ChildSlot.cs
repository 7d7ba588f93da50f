using System.Diagnostics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Processes;

namespace Tune.Clustering.Children;

/// <summary>The place of one child process: starts it, hands it one attempt after another, replaces it.</summary>
internal sealed class ChildSlot(ChildPool pool, int number) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private Child? _child;
    private Task _sweep = Task.CompletedTask;
    private long _idleSince = Stopwatch.GetTimestamp();

    /// <summary>The attempt that is running; null if none is.</summary>
    public ChildAttempt? Running { get; private set; }

    public async Task<AttemptOutcome> RunAsync(
        ChildOrder order, ITrialChannel channel, CancellationToken cancellation)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token);
        try
        {
            await _turn.WaitAsync(any.Token);
        }
        catch (OperationCanceledException)
        {
            return NotStarted();
        }

        try
        {
            return await RunNeedsLockAsync(order, channel, any.Token);
        }
        catch (OperationCanceledException) when (any.IsCancellationRequested)
        {
            return NotStarted();
        }
        catch (ChildStartException e)
        {
            return new AttemptOutcome.Failed(e.Kind, e.Message, e.Output);
        }
        finally
        {
            _idleSince = Stopwatch.GetTimestamp();
            _turn.Release();
        }
    }

    /// <summary>Ends the process if it has had nothing to do for long.</summary>
    public void EndIdle()
    {
        if (_child is not null && Stopwatch.GetElapsedTime(_idleSince) > pool.Options.IdleMax && _turn.Wait(0))
        {
            _ = EndIdleAsync();
        }
    }

    /// <summary>Ends the process and takes no more attempts.</summary>
    public async Task CloseAsync()
    {
        await _closing.CancelAsync();
        await _turn.WaitAsync();
        await RetireAsync();
    }

    public void Dispose()
    {
        _turn.Dispose();
        _closing.Dispose();
    }

    private async Task EndIdleAsync()
    {
        try
        {
            await RetireAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    private AttemptOutcome NotStarted() => _closing.IsCancellationRequested
        ? Closed()
        : AttemptOutcome.Interrupted.Instance;

    private static AttemptOutcome.Lost Closed() => new("The node has ended its child processes.");

    private async Task<AttemptOutcome> RunNeedsLockAsync(
        ChildOrder order, ITrialChannel channel, CancellationToken cancellation)
    {
        while (true)
        {
            var child = await ReadyNeedsLockAsync(order, cancellation);
            var attempt = new ChildAttempt(child, order, channel, pool.Options.SilenceMax);
            Running = attempt;
            AttemptOutcome? outcome;
            try
            {
                outcome = await attempt.RunAsync(cancellation);
            }
            finally
            {
                Running = null;
            }

            await SettleNeedsLockAsync(child, order, outcome);
            if (outcome is not null)
            {
                return outcome is AttemptOutcome.Interrupted && attempt.IsCancelled && _closing.IsCancellationRequested
                    ? Closed()
                    : outcome;
            }
        }
    }

    // Whatever failed may have left the process in any state. What a process has taken of a graphics card comes back
    // with its end, and another slot may be given the card next.
    private async Task SettleNeedsLockAsync(Child child, ChildOrder order, AttemptOutcome? outcome)
    {
        if (order.Assignment.Gpus.Count > 0)
        {
            var processes = child.Group.Numbers();
            await RetireAsync();
            await (order.FreeCards?.Invoke(processes) ?? Task.CompletedTask);
        }
        else if (outcome is null or AttemptOutcome.Failed or AttemptOutcome.Lost || !child.IsAlive
            || child.Attempts >= pool.Options.AttemptsMax)
        {
            await RetireAsync();
        }
        else
        {
            _sweep = Task.Run(child.Group.KillOthers);
        }
    }

    private async Task<Child> ReadyNeedsLockAsync(ChildOrder order, CancellationToken cancellation)
    {
        await _sweep;
        var environment = ChildEnvironment.Of(order);
        if (_child is { } child && (!child.IsFresh || child.Environment != environment || IsFat(child, order.Limits)))
        {
            await RetireAsync();
        }

        return _child ??= await Child.StartAsync(pool, order.Code, environment, $"child {number}", cancellation);
    }

    // What an earlier attempt has not given back must not be charged to the next one.
    private static bool IsFat(Child child, ChildLimits limits) =>
        limits.MemoryBytes is { } most && child.Attempts > 0 && child.Group.ResidentBytes() > most / 2;

    private async Task RetireAsync()
    {
        if (_child is { } child)
        {
            _child = null;
            await child.DisposeAsync();
        }
    }
}
