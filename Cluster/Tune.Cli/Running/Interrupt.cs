using System.Runtime.InteropServices;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;

namespace Tune.Cli.Running;

/// <summary>
/// Ctrl-C and SIGTERM. Once: hand out nothing more, let what runs save, leave. Twice: leave at once; what was
/// acknowledged is on disk either way.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Func<Task> _drain;
    private readonly Action<string> _say;
    private readonly Action _last;
    private int _times;

    /// <summary>Listens from now on.</summary>
    /// <param name="drain">Leaves in good order.</param>
    /// <param name="say">Tells people.</param>
    /// <param name="last">What is said before leaving at once.</param>
    public Interrupt(Func<Task> drain, Action<string> say, Action last)
    {
        (_drain, _say, _last) = (drain, say, last);
        Token = _asked.Token;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token { get; }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _times) > 1)
        {
            Leave();
        }

        _say("saving what runs, then leaving; once more to leave at once; both lose nothing");
        _asked.Cancel();
        _ = DrainAsync();
    }

    private async Task DrainAsync()
    {
        try
        {
            await _drain();
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            var why = problem is InvalidExperimentException refused
                ? string.Join(' ', refused.Problems)
                : problem.Message;
            _say($"could not leave in good order, leaving at once: {why} Nothing acknowledged is lost.");
            Leave();
        }
    }

    private void Leave()
    {
        try
        {
            _last();
        }
        finally
        {
            Environment.Exit(ExitCode.Interrupted);
        }
    }
}
