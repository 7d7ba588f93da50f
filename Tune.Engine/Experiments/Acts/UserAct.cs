using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments.Acts;

/// <summary>
/// What a person or a program may do to an experiment by hand. In the journal each is one event with who did it, and
/// with what follows from it, as one unit.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "act")]
[JsonDerivedType(typeof(Pause), "pause")]
[JsonDerivedType(typeof(Resume), "resume")]
[JsonDerivedType(typeof(Stop), "stop")]
[JsonDerivedType(typeof(StopTrial), "stop-trial")]
[JsonDerivedType(typeof(Extend), "extend")]
[JsonDerivedType(typeof(Enqueue), "enqueue")]
[JsonDerivedType(typeof(Annotate), "annotate")]
[JsonDerivedType(typeof(Delete), "delete")]
[JsonDerivedType(typeof(Restore), "restore")]
public abstract record UserAct
{
    private UserAct()
    {
    }

    /// <summary>What is wrong with it by itself, one sentence each, naming the field and what is allowed.</summary>
    public virtual IEnumerable<string> Problems() => [];

    /// <summary>As one line of JSON, the same text for equal acts.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ActJson.Options);

    /// <summary>An act from its JSON.</summary>
    /// <exception cref="JsonException">The text is no act.</exception>
    public static UserAct FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<UserAct>(json, ActJson.Options)
                ?? throw new JsonException("An act must be an object, not null.");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <summary>Hand out nothing more; what runs saves and leaves.</summary>
    public sealed record Pause : UserAct;

    /// <summary>Go on with an experiment that is paused, was stopped or has failed.</summary>
    public sealed record Resume : UserAct;

    /// <summary>End the experiment; its results stay.</summary>
    public sealed record Stop : UserAct;

    /// <summary>End one trial; its results stay.</summary>
    /// <param name="Trial">Which.</param>
    public sealed record StopTrial(TrialId Trial) : UserAct;

    /// <summary>Give an experiment more trials, more time, or both; one that is over goes on. One that is paused stays
    /// so.</summary>
    public sealed record Extend : UserAct
    {
        /// <summary>How many trials there shall be in all, not counting those that were enqueued, 1 or more; null
        /// (default) for as many as before.</summary>
        public int? Trials { get; init; }

        /// <summary>How long the experiment may be active in all, above zero; null (default) for as long as
        /// before.</summary>
        public TimeSpan? TimeBudget { get; init; }

        /// <inheritdoc />
        public override IEnumerable<string> Problems() => ActProblems.Of(this);
    }

    /// <summary>Try a configuration next, before the searcher is asked, on top of the trials that were asked for. An
    /// experiment that is over goes on.</summary>
    /// <param name="Config">The configuration; what it leaves out is drawn.</param>
    public sealed record Enqueue(Configuration Config) : UserAct;

    /// <summary>Change what is written about an experiment or a trial. No algorithm hears of it.</summary>
    public sealed record Annotate : UserAct
    {
        /// <summary>The most tags of an experiment, or of a trial.</summary>
        public const int TagsMax = 100;

        /// <summary>The longest name of a tag, in characters.</summary>
        public const int NameLengthMax = 250;

        /// <summary>The longest value of a tag, in characters.</summary>
        public const int ValueLengthMax = 8_000;

        /// <summary>The most that the names and values of all tags of an experiment, or of a trial, have together, in
        /// characters.</summary>
        public const int TagsLengthMax = 100_000;

        /// <summary>The most tags of an experiment and all its trials together.</summary>
        public const int TagsInAllMax = 1_000_000;

        /// <summary>The longest title, in characters.</summary>
        public const int TitleLengthMax = 250;

        /// <summary>The longest note, in bytes of UTF-8.</summary>
        public const int NoteBytesMax = 64 * 1024;

        /// <summary>About which trial; null (default) for the experiment itself.</summary>
        public TrialId? Trial { get; init; }

        /// <summary>The tags to set; names of 1 to 250 characters, none a control character, values of at most 8,000.
        /// Default none.</summary>
        public ImmutableSortedDictionary<string, string> Set
        {
            get;
            init => field = value is null ? TagSet.Empty : TagSet.Empty.AddRange(value);
        } = TagSet.Empty;

        /// <summary>The names of tags to remove; one that is not there is as good as removed. Default none.</summary>
        public ImmutableArray<string> Remove
        {
            get;
            init => field = value.IsDefaultOrEmpty ? [] : [.. value.Distinct().Order(StringComparer.Ordinal)];
        } = [];

        /// <summary>The new note, at most 64 KiB of UTF-8; empty removes it, null (default) leaves it.</summary>
        public string? Note { get; init; }

        /// <summary>The new name to show for the experiment, at most 250 characters, none a control character; empty
        /// removes it, null (default) leaves it. Its name stays what it was.</summary>
        public string? Title { get; init; }

        /// <inheritdoc />
        public override IEnumerable<string> Problems() => ActProblems.Of(this);

        /// <inheritdoc />
        public bool Equals(Annotate? other) =>
            other is not null && (Trial, Note, Title) == (other.Trial, other.Note, other.Title)
            && Set.SequenceEqual(other.Set) && Remove.SequenceEqual(other.Remove);

        /// <inheritdoc />
        public override int GetHashCode() => ((Trial?.Number ?? -1) * 31) + (Set.Count * 7) + Remove.Length;
    }

    /// <summary>Put an experiment or a trial into the recycle bin: lists leave it out. What runs of it is ended
    /// first. Algorithms go on knowing what they know. What is there already stays there: nothing changes.</summary>
    /// <param name="Trial">Which trial; null for the whole experiment.</param>
    public sealed record Delete(TrialId? Trial = null) : UserAct;

    /// <summary>Take it out of the bin again. What was ended stays so. What is not there is as good as restored:
    /// nothing changes.</summary>
    /// <param name="Trial">Which trial; null for the experiment.</param>
    public sealed record Restore(TrialId? Trial = null) : UserAct;
}
