using Tune.Clustering.Logs;
using Tune.Clustering.Protocol;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Trials;

#pragma warning disable CA1001 // The semaphore has no handle to give back, and answers may come at any time.

/// <summary>An attempt's line as its training code sees it, or whoever speaks for that.</summary>
/// <param name="line">The line.</param>
/// <param name="log">What it prints.</param>
/// <param name="artifacts">Where its artifacts go.</param>
internal sealed class LineChannel(AttemptLine line, AttemptLog log, ArtifactDesk artifacts) : ITrialChannel
{
    private readonly SemaphoreSlim _room = new(ReportWindow.Reports, ReportWindow.Reports);

    public CancellationToken LeaveRequested => line.LeaveRequested;

    public Leaving Leaving => line.Leaving;

    public async ValueTask<Task<TrialAnswer>> SendAsync(TrialReport report, CancellationToken cancellation)
    {
        await _room.WaitAsync(cancellation).ConfigureAwait(false);
        var answer = new TaskCompletionSource<TrialAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        line.Report(report, given =>
        {
            _room.Release();
            answer.TrySetResult(given);
        });
        return answer.Task;
    }

    public async Task SaveAsync(string folder, int iteration, CancellationToken cancellation)
    {
        var saved = new TaskCompletionSource<TrialAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        line.Save(folder, iteration, given => saved.TrySetResult(given));
        var answer = await saved.Task.WaitAsync(cancellation).ConfigureAwait(false);
        if (answer is { Refused: { } why, IsFenced: false })
        {
            throw new StorageException(StorageFault.Other, why);
        }
    }

    public Task KeepAsync(string path, string file, CancellationToken cancellation) =>
        artifacts.KeepAsync(path, file, cancellation);

    public void Stalled(string? why) => line.Stalled(why);

    public void Log(string text) => log.Add(text);
}
