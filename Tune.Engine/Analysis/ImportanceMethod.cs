namespace Tune.Engine.Analysis;

/// <summary>How importance is measured.</summary>
public enum ImportanceMethod
{
    /// <summary>What decides whether a trial is among the best: Watanabe, Bansal and Hutter, 2023. Fast at any number
    /// of trials, and about the region that matters. No interactions.</summary>
    PedAnova,

    /// <summary>What the value varies with over the whole space: Hutter, Hoos and Leyton-Brown, 2014, on a random
    /// forest. Finds interactions.</summary>
    Fanova,
}
