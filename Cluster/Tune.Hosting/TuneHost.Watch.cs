using System.Runtime.CompilerServices;
using Tune.Engine.Ports;
using Tune.Hosting.Observing;
using Tune.Hosting.Results;

namespace Tune.Hosting;

public sealed partial class TuneHost
{
    /// <summary>
    /// Watches any experiment of the store, under whichever owner, here or elsewhere: first where it stands, then what
    /// happens, each event once, in order and once it is durable. Watching starts nothing, makes nobody the owner and
    /// writes nothing. It ends after the experiment has finished, failed or been stopped and nothing of it runs any
    /// more, at once if that is so already. One that is paused, or has no owner, says so and is waited for until it is
    /// taken up again and ends. Nothing is kept for the reader; one that is slow reads on in the journal where it was.
    /// </summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="from">The position of the first event that is wanted, 0 or more: that of the last
    /// <see cref="WatchStep"/> to go on with an earlier watch, 0 for everything from the beginning. At most as many
    /// as the journal has events. Default null: only what happens from now on.</param>
    /// <param name="cancellation">Ends the watch.</param>
    /// <exception cref="UnknownExperimentException">There is none of that name.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="from"/> is below 0, or beyond the end of the
    /// journal.</exception>
    /// <exception cref="StorageException">The journal is damaged. What came before is good.</exception>
    /// <exception cref="ObjectDisposedException">The host is disposed of, before or while it is watched.</exception>
    public async IAsyncEnumerable<WatchStep> WatchAsync(
        string experiment, long? from = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from ?? 0, nameof(from));
        var sweep = await LookAsync(experiment, cancellation);
        if (sweep.View.Summary() is null)
        {
            throw await MissingAsync(experiment, cancellation);
        }

        if (from > sweep.View.Position)
        {
            throw await DamageOfAsync(experiment, cancellation) ?? (Exception)new ArgumentOutOfRangeException(
                nameof(from), from, $"'{experiment}' has {sweep.View.Position} events so far.");
        }

        await foreach (var step in sweep.WatchAsync(from, _gone.Task, cancellation))
        {
            yield return step;
        }
    }
}
