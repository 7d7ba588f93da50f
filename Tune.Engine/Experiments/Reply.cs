using Tune.Engine.Experiments.Acts;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>What the asker of a command is told, once the events are safe.</summary>
public abstract record Reply
{
    private Reply()
    {
    }

    /// <summary>Done; nothing to say.</summary>
    public sealed record Done : Reply
    {
        /// <summary>The only value needed.</summary>
        public static readonly Done Instance = new();
    }

    /// <summary>What was done by hand is in the journal, now or since before.</summary>
    public sealed record Acted(ActReceipt Receipt) : Reply;

    /// <summary>A report is in the journal. A resend of the same report gets the same answer.</summary>
    /// <param name="Sequence">The report it answers.</param>
    /// <param name="Decision">What the trial is to do.</param>
    public sealed record Accepted(int Sequence, Decision Decision) : Reply;

    /// <summary>The command had no effect.</summary>
    /// <param name="Why">One sentence.</param>
    /// <param name="IsFenced">True if the sender is an old attempt, or has already been told to leave: it should go
    /// quietly. False if the sender made a mistake it should hear about.</param>
    public sealed record Refused(string Why, bool IsFenced) : Reply;
}
