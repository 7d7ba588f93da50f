namespace Tune.Schedulers.TimeSharing;

/// <summary>What a trial is doing, as far as turns are concerned.</summary>
internal enum ShareState
{
    /// <summary>It has its turn, or is in the inner scheduler's hands.</summary>
    Trains,

    /// <summary>Its turn is over and it has been told to pause.</summary>
    Yields,

    /// <summary>The inner scheduler has told it to pause.</summary>
    Leaves,

    /// <summary>It waits for its next turn.</summary>
    Waits,
}
