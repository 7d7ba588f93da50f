namespace Tune.Engine.Ports;

/// <summary>Why a store could not do what was asked, as far as it matters for what to do next.</summary>
public enum StorageFault
{
    /// <summary>Something else: a device that fails, a right that is missing. Another try may work.</summary>
    Other,

    /// <summary>There is no room, or the user's share of it is used up: a reason to wait, and nobody's fault.</summary>
    Full,

    /// <summary>Somebody else has it at the moment.</summary>
    Busy,

    /// <summary>What is there is not as it was written.</summary>
    Damaged,

    /// <summary>Another owner has come since, or there never was a right to write.</summary>
    NotOwner,

    /// <summary>What was asked for is not there.</summary>
    Gone,

    /// <summary>It is not taken, now or later: a file of a kind that is not allowed, a form that this version does not
    /// know.</summary>
    Refused,
}
