namespace Tune.Storage.LiteDb;

/// <summary>What to do about a tracking file that could not be used.</summary>
internal enum TrackingRemedy
{
    /// <summary>Open the same file again.</summary>
    OpenAgain,

    /// <summary>Move it aside and make it again from the journals.</summary>
    MakeAgain,

    /// <summary>Do without it for the time being.</summary>
    DoWithout,
}
