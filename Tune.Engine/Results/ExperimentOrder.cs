namespace Tune.Engine.Results;

/// <summary>By what experiments are ordered.</summary>
public enum ExperimentOrder
{
    /// <summary>By name, ordinal.</summary>
    Name,

    /// <summary>By when they were created.</summary>
    Created,

    /// <summary>By when something last happened in them.</summary>
    Last,

    /// <summary>By where they stand, in the order of the words for it.</summary>
    State,

    /// <summary>By how many trials there are.</summary>
    Trials,

    /// <summary>By how many reports there are.</summary>
    Reports,

    /// <summary>By the best value, as it is and not as a score.</summary>
    Best,
}
