namespace Tune.Engine.Runs;

/// <summary>Where a free-standing run stands, as its program says. The last three are final until it is taken up
/// again.</summary>
public enum RunStatus
{
    /// <summary>It is going on.</summary>
    Running,

    /// <summary>It waits to begin.</summary>
    Scheduled,

    /// <summary>It came to its end.</summary>
    Finished,

    /// <summary>It broke.</summary>
    Failed,

    /// <summary>Somebody ended it.</summary>
    Killed,
}
