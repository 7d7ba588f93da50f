using Tune.Engine.Ports;

namespace Tune.Storage.LiteDb;

/// <summary>
/// Chooses the remedy. Only damage, or what happens a second time before anything was written, is a reason to make the
/// file again; a disk that takes nothing is none.
/// </summary>
internal sealed class TrackingRemedies
{
    private const int RebuildsMax = 3;

    // Each leaves a broken engine behind.
    private const int StallsMax = 10;

    private bool _hasStalled;
    private int _stalls;
    private int _rebuilds;

    /// <summary>The file has been written to.</summary>
    public void Worked() => _hasStalled = false;

    /// <summary>What to do now.</summary>
    public TrackingRemedy For(Exception cause)
    {
        if (cause is not TrackingDamageException)
        {
            if (++_stalls > StallsMax || (_hasStalled && IsOfTheDisk(cause)))
            {
                return TrackingRemedy.DoWithout;
            }

            if (!_hasStalled)
            {
                _hasStalled = true;
                return TrackingRemedy.OpenAgain;
            }
        }

        _hasStalled = false;
        return ++_rebuilds <= RebuildsMax ? TrackingRemedy.MakeAgain : TrackingRemedy.DoWithout;
    }

    private static bool IsOfTheDisk(Exception? cause) => cause is not null
        && (cause is IOException or UnauthorizedAccessException or StorageException
            || IsOfTheDisk(cause.InnerException));
}
