using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Files;
using Tune.Storage.Checkpoints;
using Tune.Storage.Disks;
using Tune.Storage.Layout;

namespace Tune.Storage.Purging;

/// <summary>
/// Takes experiments out of a store for good. One rename takes an experiment's folder to a place of its own, and that
/// is the deed: before it everything is there, after it nothing is. What follows, keeping the checkpoints that models
/// name and deleting the rest, may be cut short anywhere and is begun again by the next opening.
/// </summary>
/// <remarks>Only folders are looked into, never what a link leads to: that may be anybody's.</remarks>
/// <param name="layout">Where things are.</param>
/// <param name="notice">Told what may not be durable.</param>
internal sealed class PurgedFolders(StoreLayout layout, Action<string> notice)
{
    // No experiment has it in its name.
    private const char Mark = '~';

    private readonly Disk _disk = layout.Disk;

    /// <summary>Takes an experiment away, durably.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="epoch">The number of the owner that does it, which no other has.</param>
    /// <returns>Where it is until it is deleted.</returns>
    /// <exception cref="StorageException">The place for it is no folder; nothing has changed.</exception>
    public string Take(string name, OwnerEpoch epoch)
    {
        var (from, to) = (layout.Experiment(name), Path.Combine(layout.Purged, $"{name}{Mark}{epoch.Number}"));
        _ = IsThere(layout.Purged);
        _disk.MakeFolder(layout.Purged);
        _disk.Rename(from, to);
        try
        {
            _disk.FlushFolder(Path.GetDirectoryName(from)!);
            _disk.FlushFolder(layout.Purged);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is done all the same: whoever looks does not find it any more.
            notice($"'{name}' is purged; a power cut may bring it back into the recycle bin: {e.Message}");
        }

        return to;
    }

    /// <summary>What was taken away and is not deleted yet.</summary>
    /// <exception cref="StorageException">The place for it is no folder.</exception>
    public IReadOnlyList<string> Unfinished() => Folders().ToArray();

    /// <summary>Where checkpoints of an experiment are that was taken away and is not deleted yet.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="StorageException">The place for it is no folder.</exception>
    public IReadOnlyList<string> CheckpointsOf(string name) =>
        [.. Folders().Where(folder => NameOf(folder) == name).Select(StoreLayout.CheckpointsIn)];

    /// <summary>Keeps what models name of it, and deletes the rest.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="named">The digests that versions of models name, of each experiment.</param>
    public void Finish(string folder, ILookup<string, string> named)
    {
        if (NameOf(folder) is { } name && FileFacts.Of(folder).Kind == FileKind.Folder)
        {
            _ = IsThere(layout.KeptAll) && IsThere(layout.Kept(name));
            Keep(
                new CheckpointPlaces(StoreLayout.CheckpointsIn(folder)), new CheckpointPlaces(layout.Kept(name)),
                named[name]);
        }

        _disk.DeleteTree(folder);
        _disk.FlushFolder(layout.Purged);
    }

    /// <summary>Deletes kept checkpoints that no version of a model names any more.</summary>
    /// <exception cref="StorageException">The place for them is no folder.</exception>
    public void Tidy(ILookup<string, string> named)
    {
        if (!IsThere(layout.KeptAll))
        {
            return;
        }

        foreach (var folder in Directory.GetDirectories(layout.KeptAll).Where(
            each => ExperimentSpec.IsName(Path.GetFileName(each)) && FileFacts.Of(each).Kind == FileKind.Folder))
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
        return name.LastIndexOf(Mark) is > 0 and var at && at < name.Length - 1
            && name.AsSpan(at + 1).IndexOfAnyExceptInRange('0', '9') < 0 && ExperimentSpec.IsName(name[..at])
                ? name[..at]
                : null;
    }

    // Whether there is a folder of the store; a link is none, wherever it leads.
    private static bool IsThere(string folder) => FileFacts.Of(folder).Kind switch
    {
        FileKind.None => false,
        FileKind.Folder => true,
        var kind => throw new StorageException(
            StorageFault.Refused,
            $"'{folder}' is {FileKinds.Text(kind)}; in a store it is a folder. Nothing is purged until it is gone."),
    };

    private IEnumerable<string> Folders() => !IsThere(layout.Purged)
        ? []
        : Directory.GetDirectories(layout.Purged)
            .Where(each => NameOf(each) is not null && FileFacts.Of(each).Kind == FileKind.Folder)
            .Order(StringComparer.Ordinal);

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
