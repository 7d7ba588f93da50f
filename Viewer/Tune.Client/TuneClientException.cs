namespace Tune.Client;

/// <summary>What was asked for was not done; the message says why, in a sentence for people.</summary>
public sealed class TuneClientException : Exception
{
    /// <summary><see cref="Kind"/> where no program has the store open that was named, or none that serves it.
    /// </summary>
    public const string NoOwner = "no_owner";

    /// <summary><see cref="Kind"/> where another user listens in the owner's place; nothing was asked of them.
    /// </summary>
    public const string Stranger = "stranger";

    /// <summary><see cref="Kind"/> where no connection came about, or it broke.</summary>
    public const string Unreachable = "unreachable";

    /// <summary><see cref="Kind"/> where no answer came in time; whether it was done is not known.</summary>
    public const string TooLate = "too_late";

    /// <summary><see cref="Kind"/> where what came is no answer of this API.</summary>
    public const string NoAnswer = "no_answer";

    internal TuneClientException(string kind, int? status, string message, Exception? inner = null)
        : base(message, inner) => (Kind, Status) = (kind, status);

    /// <summary>One word for programs that does not change: one of the constants here, or what the server says, such as
    /// <c>unknown_experiment</c>, <c>refused</c>, <c>role</c>, <c>request</c> or <c>where</c>.</summary>
    public string Kind { get; }

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? Status { get; }
}
