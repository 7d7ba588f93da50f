using Tune.Engine.Experiments;
using Tune.Storage.Checkpoints;
using Tune.Storage.Disks;
using Tune.Storage.Layout;

namespace Tune.Storage.Purging;

/// <summary>
/// Takes experiments out of a store for good. One rename takes an experiment's folder to a place of its own, and that
/// is the deed: before it everything is there, after it nothing is. What follows, keeping the checkpoints that models
/// name and deleting the rest, may be cut short anywhere and is begun again by the next opening.
/// </summary>
/// <param name="layout">Where things are.</param>
internal sealed class PurgedFolders(StoreLayout layout)
{
    // No experiment has it in its name.
    private const char Mark = '~';

    private readonly Disk _disk = layout.Disk;

    /// <summary>Takes an experiment away, durably.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="epoch">The number of the owner that does it, which no other has.</param>
    /// <returns>Where it is until it is deleted.</returns>
    public string Take(string name, OwnerEpoch epoch)
    {
        var (from, to) = (layout.Experiment(name), Path.Combine(layout.Purged, $"{name}{Mark}{epoch.Number}"));
        _disk.MakeFolder(layout.Purged);
        _disk.Rename(from, to);
        _disk.FlushFolder(Path.GetDirectoryName(from)!);
        _disk.FlushFolder(layout.Purged);
        return to;
    }

    /// <summary>What was taken away and is not deleted yet.</summary>
    public IReadOnlyList<string> Unfinished() => !Directory.Exists(layout.Purged)
        ? []
        : [.. Directory.EnumerateDirectories(layout.Purged).Order(StringComparer.Ordinal)];

    /// <summary>Keeps what models name of it, and deletes the rest.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="named">The digests that versions of models name, of each experiment.</param>
    public void Finish(string folder, ILookup<string, string> named)
    {
        if (NameOf(folder) is { } name)
        {
            Keep(
                new CheckpointPlaces(StoreLayout.CheckpointsIn(folder)), new CheckpointPlaces(layout.Kept(name)),
                named[name]);
        }

        _disk.DeleteTree(folder);
        _disk.FlushFolder(layout.Purged);
    }

    /// <summary>Deletes kept checkpoints that no version of a model names any more.</summary>
    public void Tidy(ILookup<string, string> named)
    {
        if (!Directory.Exists(layout.KeptAll))
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(layout.KeptAll))
        {
            var wanted = named[Path.GetFileName(folder)].ToHashSet(StringComparer.Ordinal);
            var places = new CheckpointPlaces(folder);
            var unwanted = places.Digests().Where(digest => !wanted.Contains(digest)).ToArray();
            if (unwanted.Length > 0 && unwanted.Length == places.Digests().Count)
            {
                _disk.DeleteTree(folder);
            }
        }
    }

    private static string? NameOf(string folder)
    {
        var name = Path.GetFileName(folder);
        return name.LastIndexOf(Mark) is > 0 and var at && ExperimentSpec.IsName(name[..at]) ? name[..at] : null;
    }

    // As when one is put: the files first, durably, and then the name that promises them.
    private void Keep(CheckpointPlaces from, CheckpointPlaces to, IEnumerable<string> digests)
    {
        foreach (var digest in digests.Where(Journal.Digest.IsDigest).Distinct(StringComparer.Ordinal))
        {
            if (Directory.Exists(from.Folder(digest)) && !Directory.Exists(to.Folder(digest)))
            {
                _disk.MakeFolder(to.Root);
                _disk.Rename(from.Folder(digest), to.Folder(digest));
                _disk.FlushFolder(to.Root);
            }

            if (File.Exists(from.Manifest(digest)) && !File.Exists(to.Manifest(digest)))
            {
                _disk.MakeFolder(to.Blobs);
                _disk.MakeFolder(to.Manifests);
                foreach (var blob in CheckpointManifest.Of(from, digest).Blobs.Where(
                    blob => File.Exists(from.Blob(blob)) && !File.Exists(to.Blob(blob))))
                {
                    _disk.Rename(from.Blob(blob), to.Blob(blob));
                }

                _disk.FlushFolder(to.Blobs);
                _disk.Rename(from.Manifest(digest), to.Manifest(digest));
                _disk.FlushFolder(to.Manifests);
            }
        }
    }
}
