using System.Runtime.InteropServices;

namespace Tune.Hosting.Cli.Running;

/// <summary>
/// Ctrl-C and SIGTERM. Once: hand out nothing more, let what runs save, leave. Twice: leave at once; what was
/// acknowledged is on disk either way.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Func<Task> _drain;
    private readonly Action<string> _say;
    private int _times;

    public Interrupt(Func<Task> drain, Action<string> say)
    {
        (_drain, _say) = (drain, say);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

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
            Environment.Exit(ExitCode.Interrupted);
        }

        _say("saving what runs, then leaving; once more to leave at once (nothing acknowledged is lost)");
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
            _say($"could not leave in good order ({problem.Message}); leaving at once");
            Environment.Exit(ExitCode.Interrupted);
        }
    }
}
