using System.Collections.Concurrent;
using System.Diagnostics;
using Tune.Processes;

namespace Tune.Clustering.Children;

/// <summary>Looks after all running attempts of a pool, on a thread of its own: silence, time, memory.</summary>
internal sealed class ChildWatch : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    // When this thread itself comes so late, the whole process stood still, and nobody's silence means anything.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2);
    private const int StackBytes = 256 * 1024;
    private const int BeatsPerMemory = 2;
    private const int BeatsPerTable = 8;
    private readonly ConcurrentBag<ChildSlot> _slots = [];
    private readonly ManualResetEventSlim _end = new();
    private int _isStarted;

    public void Add(ChildSlot slot)
    {
        _slots.Add(slot);
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            new Thread(Run, StackBytes) { IsBackground = true, Name = "child watch" }.Start();
        }
    }

    public void Dispose() => _end.Set();

    private void Run()
    {
        var last = Stopwatch.GetTimestamp();
        for (var beat = 1; !_end.Wait(Beat); beat = unchecked(beat + 1))
        {
            var now = Stopwatch.GetTimestamp();
            var since = Stopwatch.GetElapsedTime(last, now);
            last = now;
            Look(since, beat % BeatsPerMemory == 0, beat % BeatsPerTable == 0);
        }
    }

    private void Look(TimeSpan since, bool countsMemory, bool countsMembers)
    {
        ProcessSnapshot? table = null;
        foreach (var slot in _slots)
        {
            if (slot.Running is not { } attempt)
            {
                slot.EndIdle();
                continue;
            }

            if (since > Late)
            {
                attempt.Excuse();
            }

            if (attempt.HasMemoryLimit && countsMembers)
            {
                attempt.Recount(table ??= ProcessSnapshot.Take());
            }

            attempt.Check(since < Late ? since : Beat, countsMemory);
        }
    }
}
