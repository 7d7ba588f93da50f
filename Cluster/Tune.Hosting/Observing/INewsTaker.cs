using Tune.Engine.Experiments;

namespace Tune.Hosting.Observing;

/// <summary>Somebody outside who is told of events.</summary>
internal interface INewsTaker : IAsyncDisposable
{
    /// <summary>Where to begin with an experiment; default where it is asked for.</summary>
    /// <param name="experiment">Which one.</param>
    /// <param name="position">The position of the first event that is asked for.</param>
    long BeginAt(string experiment, long position) => position;

    /// <summary>Tells them; ends when they are done with it, or are given up.</summary>
    /// <param name="experiment">Whose events.</param>
    /// <param name="events">Some that follow one another.</param>
    /// <param name="leaving">The host is about to go: nobody is waited for any longer than need be.</param>
    /// <param name="gone">Ends it, with an exception.</param>
    ValueTask TakeAsync(
        string experiment, NewsBatch events, CancellationToken leaving, CancellationToken gone);
}

/// <summary>Events that follow one another.</summary>
/// <param name="Position">The position of the first.</param>
/// <param name="Events">They.</param>
internal sealed record NewsBatch(long Position, IReadOnlyList<ExperimentEvent> Events);
