using System.Collections.Concurrent;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Children;

/// <summary>
/// The child processes of one node: at most one per slot, kept warm from attempt to attempt while it is healthy. It is
/// replaced after any failure, after some hundred attempts, and when the training code, the threads or the graphics
/// cards are other ones.
/// </summary>
/// <remarks>
/// <para>An attempt whose process dies, hangs, or exceeds its memory ends as <see cref="AttemptOutcome.Failed"/> with
/// the last lines printed. No process of the attempt is left when <c>RunAsync</c> has ended so, and none outlives this
/// process, however it ends.</para>
/// <para>What a process that is killed for not leaving in time counts as: after Stop and Clone
/// <see cref="AttemptOutcome.Obeyed"/>, since nothing of it is needed any more; after Pause the same if its last
/// report's checkpoint had arrived, otherwise a failure (<see cref="FailureKind.Hang"/>); after Interrupt
/// <see cref="AttemptOutcome.Interrupted"/>. An attempt that is cancelled counts as Obeyed after Stop and Clone, and
/// as Interrupted otherwise.</para>
/// </remarks>
internal sealed class ChildPool : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, ChildSlot> _slots = new();
    private readonly ChildWatch _watch = new();
    private readonly Lazy<string> _folder;
    private int _isDisposed;

    /// <summary>Makes a pool; processes start when they are needed.</summary>
    public ChildPool(ChildPoolOptions? options = null)
    {
        Options = options ?? new ChildPoolOptions();
        _folder = new Lazy<string>(SocketFolder.Create);
    }

    public ChildPoolOptions Options { get; }

    /// <summary>Where the sockets are; nobody else can look into it.</summary>
    public string Folder => _folder.Value;

    /// <summary>The attempt that is running in a slot; null if none is.</summary>
    public ChildAttempt? Running(int slot) => _slots.GetValueOrDefault(slot)?.Running;

    /// <summary>Runs an attempt in the child process of a slot.</summary>
    /// <param name="slot">Which slot. Attempts of one slot wait for each other.</param>
    /// <param name="order">What to run.</param>
    /// <param name="channel">Where reports go and orders come from.</param>
    /// <param name="cancellation">The attempt is to end at once, without saving.</param>
    public Task<AttemptOutcome> RunAsync(
        int slot, ChildOrder order, ITrialChannel channel, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed == 1, this);
        return _slots.GetOrAdd(slot, static (number, pool) => pool.AddSlot(number), this)
            .RunAsync(order, channel, cancellation);
    }

    /// <summary>Ends all processes. Attempts that were running count as lost with their node.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        await Task.WhenAll(_slots.Values.Select(slot => slot.CloseAsync()));
        _watch.Dispose();
        if (_folder.IsValueCreated)
        {
            SocketFolder.Delete(Folder);
        }
    }

    private ChildSlot AddSlot(int number)
    {
        var slot = new ChildSlot(this, number);
        _watch.Add(slot);
        return slot;
    }
}
