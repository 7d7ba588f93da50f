namespace Tune.Schedulers.Pbt;

/// <summary>What a trial of the population is doing, as far as the scheduler has been told.</summary>
internal enum Phase
{
    /// <summary>It trains, or will without being asked for.</summary>
    Training,

    /// <summary>It was told to pause and has yet to be put aside.</summary>
    Pausing,

    /// <summary>It waits to be resumed.</summary>
    Parked,

    /// <summary>It is over; what it has left can still be copied.</summary>
    Over,
}
