using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Tune.Clustering.Trials;

/// <summary>
/// Where the attempts of one experiment on one node lay down what they have to say, from any thread and without
/// waiting. Whoever collects is woken once, not once per parcel.
/// </summary>
internal sealed class Outbox(Action wake)
{
    private readonly ConcurrentQueue<Parcel> _parcels = new();
    private int _isAwake;

    public void Post(Parcel parcel)
    {
        _parcels.Enqueue(parcel);
        if (Interlocked.Exchange(ref _isAwake, 1) == 0)
        {
            wake();
        }
    }

    public bool TryTake([MaybeNullWhen(false)] out Parcel parcel) => _parcels.TryDequeue(out parcel);

    /// <summary>Collected everything: the next parcel wakes again.</summary>
    /// <returns>False if one came in between; then go on collecting.</returns>
    public bool TrySleep()
    {
        Volatile.Write(ref _isAwake, 0);
        return _parcels.IsEmpty || Interlocked.Exchange(ref _isAwake, 1) == 1;
    }
}
