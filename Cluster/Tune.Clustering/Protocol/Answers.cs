using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Protocol;

/// <summary>What becomes of a request.</summary>
internal abstract record Answer(string Experiment) : IWireMessage
{
    /// <summary>The request it is for.</summary>
    public RequestId Id { get; init; }
}

/// <summary>It is in the journal.</summary>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Term">Its session: the open one, or the last one if nothing is left to do.</param>
internal sealed record Accepted(string Experiment, Term Term) : Answer(Experiment);

/// <summary>What was done by hand is in the journal.</summary>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Trial">The trial that was enqueued.</param>
/// <param name="IsRepeat">Whether it had been there before.</param>
internal sealed record ActTaken(string Experiment, TrialId? Trial, bool IsRepeat) : Answer(Experiment);

/// <summary>It was not done, or its owner broke over it.</summary>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Problems">One sentence each.</param>
internal sealed record Refused(string Experiment, ImmutableArray<string> Problems) : Answer(Experiment)
{
    /// <summary>What is wrong with the store, if that is why.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StorageFault? Fault { get; init; }

    /// <summary>The same because of an error.</summary>
    public Refused For(Exception why) => this with { Fault = (why as StorageException)?.Kind };
}

/// <summary>The session is closed, or there was none.</summary>
internal sealed record Drained(string Experiment) : Answer(Experiment);

/// <summary>No answer yet, but a sign of life: it was sent again and is being worked on.</summary>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Why">What it waits for, as a sentence; empty if for nothing out of the ordinary.</param>
/// <param name="Owner">Who works on it; 0 for one that has not opened the journal yet.</param>
/// <param name="Grace">How long a trial of it may take to save and leave; 0 while that is not known.</param>
internal sealed record Underway(
    string Experiment, string Why, OwnerEpoch Owner = default, TimeSpan Grace = default) : Answer(Experiment);
