using System.Security.Cryptography;
using System.Text;
using Tune.Files;

namespace Tune.Hosting.Running;

/// <summary>Where a node keeps what is not in the store.</summary>
/// <param name="Work">For the attempts' own files.</param>
/// <param name="Logs">For what attempts print.</param>
/// <param name="Scratch">A folder that goes with the node, where one of the others had no place; else null.</param>
internal sealed record NodeFolders(string Work, string Logs, string? Scratch)
{
    private const int NameLength = 16;

    /// <summary>Decides on them.</summary>
    /// <param name="store">The store's folder; null if it is none.</param>
    /// <param name="work">Where they were asked to be; each store has a folder of its own there. Null for the store's
    /// folder, or where that is none for one that goes with the node.</param>
    /// <param name="logs">The same for what attempts print.</param>
    public static NodeFolders Of(string? store, string? work = null, string? logs = null)
    {
        var scratch = store is null && (work is null || logs is null)
            ? Directory.CreateTempSubdirectory("tune-").FullName
            : null;
        var (home, own) = (store ?? scratch, NameFor(store ?? Guid.NewGuid().ToString()));
        return new NodeFolders(Place(work, "work"), Place(logs, "logs"), scratch);

        string Place(string? asked, string name) =>
            asked is null ? Path.Combine(home!, name) : Path.Combine(Path.GetFullPath(asked), own);
    }

    /// <summary>Leaves nothing empty behind, and nothing that was for the node alone.</summary>
    public void Clear()
    {
        FolderTree.TryDeleteEmpty(Work);
        if (Scratch is not null)
        {
            FolderTree.TryDelete(Scratch);
        }
    }

    // Two nodes that were given one folder must not empty each other's.
    private static string NameFor(string store) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(store)))[..NameLength];
}
