using System.Collections.Concurrent;
using Akka.Actor;
using Tune.Engine.Stores;

namespace Tune.Clustering.Experiments;

/// <summary>
/// The journals of this process that are being let go of. Whoever opens one next waits here for the last owner, instead
/// of the last owner holding up its actor's thread. Safe for many threads.
/// </summary>
internal sealed class LeavingJournals : IExtension
{
    // Long enough for the next owner to take over what runs, short enough for nodes to wait for it.
    private static readonly TimeSpan StayAwayFor = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Task> _leaving = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _lost = new(StringComparer.Ordinal);

    /// <summary>Those of one actor system.</summary>
    public static LeavingJournals Of(ActorSystem system) => system.WithExtension<LeavingJournals, Provider>();

    /// <summary>Lets go of a journal. That it fails to is nobody's concern: it is gone then too.</summary>
    public void Add(string experiment, IJournal journal)
    {
        Add(experiment, LetGoAsync(journal));

        static async Task LetGoAsync(IJournal journal) => await journal.DisposeAsync();
    }

    /// <summary>Notes that a journal is being let go of.</summary>
    public void Add(string experiment, Task leaving)
    {
        if (leaving.IsCompleted)
        {
            return;
        }

        var all = _leaving.AddOrUpdate(
            experiment, _ => Quiet(leaving), (_, before) => Task.WhenAll(before, Quiet(leaving)));
        all.ContinueWith(
            done => _leaving.TryRemove(KeyValuePair.Create(experiment, done)), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Ends when nobody is letting go of this experiment's journal any more.</summary>
    public Task WhenGoneAsync(string experiment) => _leaving.GetValueOrDefault(experiment, Task.CompletedTask);

    /// <summary>Ends when all have been let go of.</summary>
    public Task WhenAllGoneAsync() => Task.WhenAll(_leaving.Values);

    /// <summary>Notes that another owner has come.</summary>
    public void Lost(string experiment, TimeProvider clock) => _lost[experiment] = clock.GetTimestamp();

    /// <summary>How long to leave an experiment to its other owner, unless a user asks for it here: two that take it
    /// from one another for their nodes' sake would get nothing done.</summary>
    public TimeSpan? StaysAway(string experiment, TimeProvider clock) =>
        _lost.TryGetValue(experiment, out var lost) && clock.GetElapsedTime(lost) is var gone && gone < StayAwayFor
            ? StayAwayFor - gone
            : null;

    private static async Task Quiet(Task leaving) =>
        await leaving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private sealed class Provider : ExtensionIdProvider<LeavingJournals>
    {
        public override LeavingJournals CreateExtension(ExtendedActorSystem system) => new();
    }
}
