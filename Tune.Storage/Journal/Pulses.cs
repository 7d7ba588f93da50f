using System.Collections.Concurrent;

namespace Tune.Storage.Journal;

/// <summary>Wakes those who wait for more of a journal; one for all journals of a store. Safe for many threads.
/// </summary>
public sealed class Pulses
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private volatile bool _isClosed;

    /// <summary>Ends when the journal has become longer since the call, or nothing more will come.</summary>
    /// <param name="name">The experiment's name, here and below.</param>
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

    /// <summary>A journal has become longer: said after each append that is durable.</summary>
    public void Beat(string name)
    {
        if (_waiting.TryRemove(name, out var next))
        {
            next.TrySetResult();
        }
    }

    /// <summary>Nothing more will come: said when the store is closed. Followers end with an
    /// <see cref="ObjectDisposedException"/>.</summary>
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
