namespace Tune.Engine.Experiments;

/// <summary>How much breaking is tolerated.</summary>
/// <param name="MaxRetries">How often a broken trial starts again from its last checkpoint before it counts as errored;
/// 0 or more, default 2. Lost nodes, owner restarts and breaking while making room (user pause, drain) are not charged.
/// A pause that was obeyed without a checkpoint to go on from is.</param>
/// <param name="FailFast">End the whole experiment with the first errored trial; default false.</param>
public sealed record FailurePolicy(int MaxRetries = 2, bool FailFast = false)
{
    /// <summary>How often a trial may lose its node, or be sent away by it, before it counts as errored; default
    /// 100.</summary>
    public int MaxLosses { get; init; } = 100;

    /// <summary>
    /// When the first this many trials have all errored and a metric that is needed, by an objective or a constraint,
    /// was never reported, the experiment ends as failed, with the last error: the fault is the program's, not the
    /// configurations'. One trial is enough if it trained to its end and reported more than once and an objective is
    /// what it lacks, or if the scheduler paused it and no trial has ever written a checkpoint. Default 5; 0 switches
    /// all this off.
    /// </summary>
    public int AbortWhenFirstFail { get; init; } = 5;

    /// <summary>What is wrong with these numbers, one sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxRetries < 0)
        {
            yield return $"Failure.MaxRetries is {MaxRetries}; it must be 0 or more.";
        }

        if (MaxLosses < 0)
        {
            yield return $"Failure.MaxLosses is {MaxLosses}; it must be 0 or more.";
        }

        if (AbortWhenFirstFail < 0)
        {
            yield return $"Failure.AbortWhenFirstFail is {AbortWhenFirstFail}; it must be 0 or more.";
        }
    }
}
