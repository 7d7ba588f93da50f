namespace Tune.Schedulers.ResourceChanging;

/// <summary>What a trial is doing, as far as slots are concerned.</summary>
internal enum HolderState
{
    /// <summary>It trains, or is in the inner scheduler's hands.</summary>
    Trains,

    /// <summary>It has been told to pause because its slots are to change.</summary>
    Leaves,

    /// <summary>The inner scheduler has told it to pause.</summary>
    Pauses,

    /// <summary>It waits to go on with other slots.</summary>
    Waits,
}
