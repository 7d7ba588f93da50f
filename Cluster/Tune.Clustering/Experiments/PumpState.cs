namespace Tune.Clustering.Experiments;

/// <summary>Where the loop of an experiment stands.</summary>
internal enum PumpState
{
    /// <summary>The journal is not open, and nobody has asked for anything.</summary>
    Closed,

    /// <summary>Waits for something to decide.</summary>
    Idle,

    /// <summary>A turn is being decided.</summary>
    Deciding,

    /// <summary>The events of a turn are on their way to the disk.</summary>
    Storing,

    /// <summary>The last append failed; the journal is opened again after a while.</summary>
    Paused,

    /// <summary>The journal is being opened, for the first time or again.</summary>
    Reopening,
}
