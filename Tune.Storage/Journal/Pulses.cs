using System.Collections.Concurrent;

namespace Tune.Storage.Journal;

/// <summary>Wakes those who wait for more of a journal.</summary>
internal sealed class Pulses
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private volatile bool _isClosed;

    /// <summary>Ends when the journal has become longer since the call, or nothing more will come.</summary>
    public Task Next(string name)
    {
        var next = _waiting.GetOrAdd(
            name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_isClosed)
        {
            next.TrySetResult();
        }

        return next.Task;
    }

    /// <summary>A journal has become longer.</summary>
    public void Beat(string name)
    {
        if (_waiting.TryRemove(name, out var next))
        {
            next.TrySetResult();
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void Close()
    {
        _isClosed = true;
        foreach (var name in _waiting.Keys)
        {
            Beat(name);
        }
    }

    /// <summary>Whether that is so.</summary>
    public bool IsClosed => _isClosed;
}
