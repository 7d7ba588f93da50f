using Tune.Storage.Journal;

namespace Tune.Storage.Checkpoints;

/// <summary>
/// Where the checkpoints of one experiment are. A checkpoint is a manifest that is named by its digest; the files it
/// names are kept once each, under their SHA-256, whoever shares them. Earlier versions kept each checkpoint as a
/// folder of its own, with its manifest and its files: those are still read and deleted.
/// </summary>
/// <param name="Root">The folder of all.</param>
internal sealed record CheckpointPlaces(string Root)
{
    /// <summary>The folder within an earlier version's checkpoint that holds what was put.</summary>
    public const string FilesName = "files";

    private const string ManifestsName = "manifests";
    private const string Unfinished = ".unfinished-";
    private const string Extension = ".json";

    /// <summary>The manifests, one a checkpoint.</summary>
    public string Manifests { get; } = Path.Combine(Root, ManifestsName);

    /// <summary>The files of all of them.</summary>
    public string Blobs { get; } = Path.Combine(Root, "blobs");

    /// <summary>The manifest of a checkpoint, if there is one.</summary>
    /// <exception cref="ArgumentException">It is no digest, and might lead anywhere.</exception>
    public string Manifest(string digest) => Path.Combine(Manifests, Checked(digest) + Extension);

    /// <summary>A checkpoint as an earlier version kept it, if there is one.</summary>
    public string Folder(string digest) => Path.Combine(Root, Checked(digest));

    /// <summary>A file by its SHA-256.</summary>
    public string Blob(string hash) => Path.Combine(Blobs, Checked(hash));

    /// <summary>A place for something that goes when it is finished, or at the next opening. Never a name that a
    /// leftover could have: its files would be taken for ours.</summary>
    public string Fresh() => Path.Combine(Root, Unfinished + Guid.NewGuid().ToString("N"));

    /// <summary>What was left unfinished.</summary>
    public IReadOnlyList<string> Leftovers() => !Directory.Exists(Root)
        ? []
        : [.. Directory.EnumerateFileSystemEntries(Root, Unfinished + "*")];

    /// <summary>Whether there is a checkpoint, whole or not.</summary>
    public bool HasAny => Names(Root, isFolder: true).Any()
        || (Directory.Exists(Manifests) && Directory.EnumerateFiles(Manifests).Any());

    /// <summary>The digests of all checkpoints, of either form.</summary>
    public IReadOnlyList<string> Digests() =>
    [
        .. Named(), .. Names(Root, isFolder: true),
    ];

    /// <summary>The digests of those that have a manifest of their own.</summary>
    public IEnumerable<string> Named() => Names(Manifests, isFolder: false, Extension);

    /// <summary>The names of all files that are kept.</summary>
    public IEnumerable<string> Kept() => Names(Blobs, isFolder: false);

    private static IEnumerable<string> Names(string folder, bool isFolder, string extension = "") =>
        !Directory.Exists(folder)
            ? []
            : (isFolder ? Directory.EnumerateDirectories(folder) : Directory.EnumerateFiles(folder, "*" + extension))
                .Select(path => Path.GetFileName(path)[..^extension.Length])
                .Where(Digest.IsDigest);

    private static string Checked(string digest) => Digest.IsDigest(digest)
        ? digest
        : throw new ArgumentException(
            $"'{digest}' is not the digest of a checkpoint: 64 lower-case hexadecimal digits.", nameof(digest));
}
