using Tune.Client.Shapes;
using Tune.Engine.Ports;

namespace Tune.Server.Answers;

/// <summary>Artifacts of trials in the shape that clients read.</summary>
internal static class ArtifactForms
{
    /// <summary>What lies in a folder of them: folders first, each in ordinal order.</summary>
    /// <param name="all">All of them.</param>
    /// <param name="folder">The folder's path; empty for the outermost.</param>
    public static IReadOnlyList<ArtifactItem> In(IEnumerable<TrialArtifact> all, string folder)
    {
        var start = folder.Length == 0 ? "" : folder + "/";
        return
        [
            .. all.Where(each => each.Path.StartsWith(start, StringComparison.Ordinal))
                .Select(each => (Artifact: each, End: each.Path.IndexOf('/', start.Length)))
                .Select(each => each.End < 0
                    ? new ArtifactItem
                    {
                        Path = each.Artifact.Path, Folder = false, Bytes = each.Artifact.Bytes,
                        Digest = each.Artifact.Digest,
                    }
                    : new ArtifactItem { Path = each.Artifact.Path[..each.End], Folder = true, Bytes = 0, Digest = "" })
                .DistinctBy(each => each.Path)
                .OrderByDescending(each => each.Folder).ThenBy(each => each.Path, StringComparer.Ordinal),
        ];
    }
}
