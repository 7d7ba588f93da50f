namespace Tune.Engine.Trials;

/// <summary>A scheduler's answer to a free slot.</summary>
public abstract record Proposal
{
    private Proposal()
    {
    }

    /// <summary>Start a new trial; the searcher says with which configuration.</summary>
    public sealed record New : Proposal
    {
        /// <summary>The only value needed.</summary>
        public static readonly New Instance = new();
    }

    /// <summary>Take up a paused trial from its checkpoint.</summary>
    /// <param name="Trial">Which trial.</param>
    /// <param name="As">Or from another trial's checkpoint, with a new configuration; null (default) to go on as it
    /// was. Should that checkpoint be gone, it goes on as it was.</param>
    public sealed record Resume(TrialId Trial, Decision.CloneFrom? As = null) : Proposal;

    /// <summary>Nothing for this slot until some running trial reports.</summary>
    public sealed record Wait : Proposal
    {
        /// <summary>The only value needed.</summary>
        public static readonly Wait Instance = new();
    }

    /// <summary>Nothing for any slot, ever: once the running trials have ended the experiment is finished.</summary>
    public sealed record Exhausted : Proposal
    {
        /// <summary>The only value needed.</summary>
        public static readonly Exhausted Instance = new();
    }
}
