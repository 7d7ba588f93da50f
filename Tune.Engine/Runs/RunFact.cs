using System.Text.Json.Serialization;

namespace Tune.Engine.Runs;

/// <summary>
/// What happened to free-standing runs, their collections and the models made of them. Times are milliseconds since
/// 1970, UTC. What a fact means never changes; a new kind gets a name of its own.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(CollectionMade), "collection")]
[JsonDerivedType(typeof(CollectionNamed), "collection-name")]
[JsonDerivedType(typeof(CollectionMoved), "collection-bin")]
[JsonDerivedType(typeof(CollectionTagged), "collection-tag")]
[JsonDerivedType(typeof(RunStarted), "run")]
[JsonDerivedType(typeof(RunChanged), "run-status")]
[JsonDerivedType(typeof(RunMoved), "run-bin")]
[JsonDerivedType(typeof(RunNoted), "run-notes")]
[JsonDerivedType(typeof(RunAttached), "run-data")]
[JsonDerivedType(typeof(ArtifactPut), "artifact")]
[JsonDerivedType(typeof(ArtifactRemoved), "artifact-gone")]
[JsonDerivedType(typeof(ModelMade), "model")]
[JsonDerivedType(typeof(ModelNamed), "model-name")]
[JsonDerivedType(typeof(ModelNoted), "model-note")]
[JsonDerivedType(typeof(ModelRemoved), "model-gone")]
[JsonDerivedType(typeof(ModelTagged), "model-tag")]
[JsonDerivedType(typeof(ModelAliased), "model-alias")]
[JsonDerivedType(typeof(VersionMade), "version")]
[JsonDerivedType(typeof(VersionNoted), "version-note")]
[JsonDerivedType(typeof(VersionStaged), "version-stage")]
[JsonDerivedType(typeof(VersionTagged), "version-tag")]
[JsonDerivedType(typeof(VersionRemoved), "version-gone")]
public abstract record RunFact
{
    private RunFact()
    {
    }

    /// <summary>A collection was made.</summary>
    public sealed record CollectionMade(int Collection, string Name, long At, IReadOnlyList<RunEntry> Tags) : RunFact
    {
        /// <summary>Where its artifacts are; null for this store.</summary>
        public string? Location { get; init; }
    }

    /// <summary>A collection got another name.</summary>
    public sealed record CollectionNamed(int Collection, string Name, long At) : RunFact;

    /// <summary>A collection went into the recycle bin with all of its runs, or came back with them.</summary>
    public sealed record CollectionMoved(int Collection, bool IsDeleted, long At) : RunFact;

    /// <summary>A collection got a tag, or lost one.</summary>
    public sealed record CollectionTagged(int Collection, RunEntry Tag, long At) : RunFact;

    /// <summary>A run began.</summary>
    public sealed record RunStarted(
        string Run, int Collection, string Name, string User, long At, IReadOnlyList<RunEntry> Tags) : RunFact;

    /// <summary>What a run says of itself changed.</summary>
    public sealed record RunChanged(string Run, RunStatus Status, long? End, string Name) : RunFact;

    /// <summary>A run went into the recycle bin, or came back.</summary>
    public sealed record RunMoved(string Run, bool IsDeleted, long At) : RunFact;

    /// <summary>A run got parameters and tags, or lost tags.</summary>
    public sealed record RunNoted(
        string Run, IReadOnlyList<RunEntry> Parameters, IReadOnlyList<RunEntry> Tags) : RunFact;

    /// <summary>A run got values of metrics. Kept in a binary form, not as JSON.</summary>
    public sealed record RunMeasured(string Run, IReadOnlyList<NamedPoint> Points) : RunFact;

    /// <summary>A run said what it was made from or what came out of it, in words of its own program.</summary>
    public sealed record RunAttached(string Run, bool IsOutput, string Json) : RunFact;

    /// <summary>A file was stored under a path.</summary>
    public sealed record ArtifactPut(string Path, string Digest, long Length, long At) : RunFact;

    /// <summary>A file, or a folder with all that is in it, was taken away.</summary>
    public sealed record ArtifactRemoved(string Path) : RunFact;

    /// <summary>A model was registered.</summary>
    public sealed record ModelMade(string Model, string Note, long At, IReadOnlyList<RunEntry> Tags) : RunFact;

    /// <summary>A model got another name.</summary>
    public sealed record ModelNamed(string Model, string Name, long At) : RunFact;

    /// <summary>A model's note was written.</summary>
    public sealed record ModelNoted(string Model, string Note, long At) : RunFact;

    /// <summary>A model was taken away with all of its versions.</summary>
    public sealed record ModelRemoved(string Model) : RunFact;

    /// <summary>A model got a tag, or lost one.</summary>
    public sealed record ModelTagged(string Model, RunEntry Tag, long At) : RunFact;

    /// <summary>A name for a version was set; null takes it away.</summary>
    public sealed record ModelAliased(string Model, string Alias, int? Version, long At) : RunFact;

    /// <summary>A version of a model was made.</summary>
    public sealed record VersionMade(
        string Model, int Version, VersionOrigin Origin, string Note, long At, IReadOnlyList<RunEntry> Tags) : RunFact;

    /// <summary>A version's note was written.</summary>
    public sealed record VersionNoted(string Model, int Version, string Note, long At) : RunFact;

    /// <summary>A version was moved to another stage.</summary>
    public sealed record VersionStaged(string Model, int Version, string Stage, long At) : RunFact;

    /// <summary>A version got a tag, or lost one.</summary>
    public sealed record VersionTagged(string Model, int Version, RunEntry Tag, long At) : RunFact;

    /// <summary>A version was taken away; its number is not given again.</summary>
    public sealed record VersionRemoved(string Model, int Version) : RunFact;
}
