using Tune.Engine.Results;

namespace Tune.Server.Insight;

/// <summary>What was found out about experiments, kept until they go on: an analysis of many trials takes a second, and
/// everybody who looks at a page asks for it.</summary>
internal sealed class Findings(TimeProvider time)
{
    private const int Kept = 24;

    // Of an experiment that runs, what was found so long ago is still good enough.
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly LinkedList<Finding> _all = [];

    // However many ask, the machine is there for the trials: one after the other.
    private Task _last = Task.CompletedTask;

    /// <summary>What is known, or what is found now. Who gives up does not end it for the others.</summary>
    /// <param name="what">What is looked for.</param>
    /// <param name="glance">Where the experiment stands.</param>
    /// <param name="find">Finds it.</param>
    /// <param name="cancellation">Waits no longer.</param>
    public Task<T> OfAsync<T>(
        string what, ExperimentGlance glance, Func<Task<T>> find, CancellationToken cancellation)
        where T : class
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var known = _all.FirstOrDefault(each => each.What == what && each.Experiment == glance.Name
                && each.Created == glance.Created.UtcTicks);
            if (known is not null)
            {
                _all.Remove(known);
            }

            if (known is null || known.Result.IsFaulted
                || (known.Position != glance.Position && (known.Result.IsCompleted && now - known.At >= s_fresh)))
            {
                _last = FindAsync(_last, find);
                known = new Finding(what, glance.Name, glance.Created.UtcTicks, glance.Position, now, _last);
            }

            _all.AddFirst(known);
            if (_all.Count > Kept)
            {
                _all.RemoveLast();
            }

            return ((Task<T>)known.Result).WaitAsync(cancellation);
        }
    }

    private static async Task<T> FindAsync<T>(Task before, Func<Task<T>> find)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await Task.Run(find);
    }

    private sealed record Finding(
        string What, string Experiment, long Created, long Position, DateTimeOffset At, Task Result);
}
