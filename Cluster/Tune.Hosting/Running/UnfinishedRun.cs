namespace Tune.Hosting.Running;

/// <summary>
/// While an experiment runs, the end of the program is no success, whoever brings it about: training code on a thread
/// that calls <c>Environment.Exit(0)</c> would otherwise look like an experiment that has finished.
/// </summary>
internal sealed class UnfinishedRun : IDisposable
{
    private const int Failed = 1;

    // In which trials that leave at about the same time have said so.
    private static readonly TimeSpan Others = TimeSpan.FromMilliseconds(200);

    private readonly Action<string> _say;
    private readonly string _experiment;

    /// <summary>Begins.</summary>
    /// <param name="experiment">Which experiment.</param>
    /// <param name="say">Told, once, that the program ends in the middle of it.</param>
    public UnfinishedRun(string experiment, Action<string> say)
    {
        (_experiment, _say) = (experiment, say);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= OnExit;

    private void OnExit(object? sender, EventArgs e)
    {
        if (Environment.ExitCode != 0)
        {
            return;
        }

        var insisting = new Thread(Insist) { IsBackground = true, Priority = ThreadPriority.Highest };
        insisting.Start();
        Environment.ExitCode = Failed;
        _say($"The program was ended while '{_experiment}' was running, by Environment.Exit or the end of Main. It is "
            + "not finished; what was acknowledged is kept, and running it again goes on.");
        insisting.Join(Others);
    }

    // Several trials may call Exit with zero at the same time, and the code that was given last is the one that counts.
    private static void Insist()
    {
        while (true)
        {
            Environment.ExitCode = Failed;
            Thread.Yield();
        }
    }
}
