namespace Tune.Engine.Trials;

/// <summary>Why a trial was ended by a decision.</summary>
public enum StopReason
{
    /// <summary>It has trained for all it was ever to get: it counts as completed.</summary>
    BudgetUsed,

    /// <summary>The scheduler judged it not worth more.</summary>
    Culled,

    /// <summary>A stop rule of the experiment fired for this trial.</summary>
    Rule,

    /// <summary>The user asked for it.</summary>
    User,
}
