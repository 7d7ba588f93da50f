using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tune.Engine.Trials;
using Tune.Files;

namespace Tune.Storage.Artifacts;

/// <summary>Where artifacts lie: a folder for each trial, and in it a file for each artifact under the digest of its
/// path. So a path that anybody gave is never part of the name of a file.</summary>
/// <param name="Root">The folder of an experiment's artifacts.</param>
internal sealed record ArtifactPlaces(string Root)
{
    private const string Arriving = ".arriving";

    /// <summary>The folder of a trial.</summary>
    public string Folder(TrialId trial) => Path.Combine(Root, trial.Number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The file of an artifact.</summary>
    public string File(TrialId trial, string path) => Path.Combine(Folder(trial), NameOf(path));

    /// <summary>What the file of a path is called.</summary>
    public static string NameOf(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)));

    /// <summary>A place for a file on its way in, which nobody looks into.</summary>
    public string Fresh() => Path.Combine(Root, Path.GetRandomFileName() + Arriving);

    /// <summary>What was on its way in when a process ended.</summary>
    public IReadOnlyList<string> Leftovers() =>
        IsFolder(Root) ? Directory.GetFiles(Root, "*" + Arriving) : [];

    /// <summary>The files of a trial.</summary>
    public IReadOnlyList<string> Files(TrialId trial) =>
        IsFolder(Root) && IsFolder(Folder(trial)) ? Directory.GetFiles(Folder(trial)) : [];

    /// <summary>How many bytes all files have.</summary>
    public long Bytes() => !IsFolder(Root) ? 0 : Directory.GetDirectories(Root).Where(IsFolder)
        .SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles()).Sum(file => file.Length);

    // A link is none: what it leads to is somebody else's.
    private static bool IsFolder(string path) => FileFacts.Of(path).Kind == FileKind.Folder;
}
