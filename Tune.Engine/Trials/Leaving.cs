namespace Tune.Engine.Trials;

/// <summary>Why a running attempt was told to leave, which says whether it saves first.</summary>
public enum Leaving
{
    /// <summary>It was not told to leave.</summary>
    No,

    /// <summary>The scheduler paused it: save, then leave.</summary>
    Pause,

    /// <summary>The trial is over: leave without saving.</summary>
    Stop,

    /// <summary>Make room for now: save if possible, then leave.</summary>
    Interrupt,

    /// <summary>It will go on from another trial's checkpoint: leave without saving.</summary>
    Clone,
}
