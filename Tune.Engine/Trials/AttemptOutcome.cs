using Tune.Engine.Texts;

namespace Tune.Engine.Trials;

/// <summary>How one execution of a trial ended.</summary>
public abstract record AttemptOutcome
{
    private AttemptOutcome()
    {
    }

    /// <summary>The trainable returned by itself.</summary>
    public sealed record Completed : AttemptOutcome
    {
        /// <summary>The only value needed.</summary>
        public static readonly Completed Instance = new();
    }

    /// <summary>It followed a Pause, Stop or Clone decision.</summary>
    public sealed record Obeyed : AttemptOutcome
    {
        /// <summary>The only value needed.</summary>
        public static readonly Obeyed Instance = new();
    }

    /// <summary>It was told to make room (user pause, drain, time budget) and will be continued.</summary>
    public sealed record Interrupted : AttemptOutcome
    {
        /// <summary>The only value needed.</summary>
        public static readonly Interrupted Instance = new();
    }

    /// <summary>It broke, and the trial's retry budget pays for it.</summary>
    /// <param name="Kind">What sort of failure.</param>
    /// <param name="Message">One sentence or an exception's text.</param>
    /// <param name="LogTail">The last lines the attempt printed; empty if it printed nothing.</param>
    /// <remarks>Both texts are cut to <see cref="TextLimit"/>.</remarks>
    public sealed record Failed(FailureKind Kind, string Message, string LogTail) : AttemptOutcome
    {
        /// <summary>One sentence or an exception's text.</summary>
        public string Message { get; init => field = TextLimit.Clip(value); } = TextLimit.Clip(Message);

        /// <summary>The last lines the attempt printed; empty if it printed nothing.</summary>
        public string LogTail { get; init => field = TextLimit.Clip(value); } = TextLimit.Clip(LogTail);
    }

    /// <summary>Its node or the owner of the experiment went away: not the trial's fault, charged separately.</summary>
    /// <param name="Why">One sentence, cut to <see cref="TextLimit"/>.</param>
    public sealed record Lost(string Why) : AttemptOutcome
    {
        /// <summary>One sentence.</summary>
        public string Why { get; init => field = TextLimit.Clip(value); } = TextLimit.Clip(Why);
    }
}
