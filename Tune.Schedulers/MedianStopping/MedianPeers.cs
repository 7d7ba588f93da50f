namespace Tune.Schedulers.MedianStopping;

/// <summary>With which trials median stopping compares.</summary>
public enum MedianPeers
{
    /// <summary>Those that are over, by themselves or because they were stopped; not those that broke. The rule of the
    /// paper.</summary>
    Finished,

    /// <summary>Running ones as well, as far as they have come. Stops earlier when many run at once. The rule of Ray
    /// Tune.</summary>
    All,
}
