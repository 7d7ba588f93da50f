using System.Collections.Concurrent;
using Tune.Engine.Experiments;
using Tune.Files;
using Tune.Storage.Checkpoints;
using Tune.Storage.Disks;
using Tune.Storage.Journal;

namespace Tune.Storage.Layout;

/// <summary>Where things are in a store's folder, and how they are written there.</summary>
/// <param name="Folder">The store's folder.</param>
/// <param name="Specs">Reads and writes specs.</param>
internal sealed record StoreLayout(string Folder, SpecJson Specs)
{
    private const string ExperimentsName = "experiments";
    private const string TrackingName = "tracking.db";
    private const string JournalName = "journal";
    private const string CheckpointsName = "checkpoints";
    private const string ArtifactsName = "artifacts";
    private const string EpochName = "epoch";

    private readonly ConcurrentDictionary<string, KnownPlaces> _known = new(StringComparer.Ordinal);

    /// <summary>What journals and checkpoints are on.</summary>
    public required Disk Disk { get; init; }

    /// <summary>What the tracking store is on.</summary>
    public required Disk TrackingDisk { get; init; }

    /// <summary>Tells the time.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>A journal file of this size or more is followed by a new one.</summary>
    public required long SegmentBytes { get; init; }

    /// <summary>What people query.</summary>
    public string Tracking => Path.Combine(Folder, TrackingName);

    /// <summary>The folder of free-standing runs.</summary>
    public string Runs => Path.Combine(Folder, "runs");

    /// <summary>The bytes of their artifacts.</summary>
    public string RunBlobs => Path.Combine(Runs, "blobs");

    /// <summary>What was taken away for good, until it is deleted.</summary>
    public string Purged => Path.Combine(Folder, "purged");

    /// <summary>The checkpoints of experiments that are gone, as far as models name them: one folder an
    /// experiment.</summary>
    public string KeptAll => Path.Combine(Folder, "kept");

    private string Epoch => Path.Combine(Folder, EpochName);

    /// <summary>The folder of one experiment.</summary>
    public string Experiment(string name) => Path.Combine(Folder, ExperimentsName, name);

    /// <summary>The folder of its checkpoints.</summary>
    public string Checkpoints(string name) => CheckpointsIn(Experiment(name));

    /// <summary>The same where the folder of the experiment is somewhere else.</summary>
    public static string CheckpointsIn(string experiment) => Path.Combine(experiment, CheckpointsName);

    /// <summary>The folder of its trials' artifacts.</summary>
    public string Artifacts(string name) => Path.Combine(Experiment(name), ArtifactsName);

    /// <summary>The folder of the checkpoints that are kept of it for models, once it is gone.</summary>
    public string Kept(string name) => Path.Combine(KeptAll, name);

    /// <summary>Its journal.</summary>
    public JournalFiles Journal(string name) => new(
        name, Path.Combine(Experiment(name), JournalName), Specs, Disk, SegmentBytes)
    {
        Known = _known.GetOrAdd(name, static _ => new KnownPlaces()),
        HasCheckpoints = () => new CheckpointPlaces(Checkpoints(name)).HasAny,
    };

    /// <summary>An experiment is gone: places in its journal are none in that of a later one.</summary>
    public void Forget(string name) => _known.TryRemove(name, out _);

    /// <summary>The number for the next owner of a journal, which no other has had.</summary>
    public OwnerEpoch NextOwner()
    {
        try
        {
            return EpochFile.TakeNext(Epoch, Clock.GetUtcNow(), Disk);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Disk.Explain(Epoch, "There is no number for a new owner of the journal:", e);
        }
    }

    /// <summary>The experiments of which there is anything, ordinal order: also one whose journal is damaged or
    /// lost.</summary>
    public IReadOnlyList<string> Experiments()
    {
        var all = Path.Combine(Folder, ExperimentsName);
        return !FolderTree.Exists(all)
            ? []
            : [.. Directory.EnumerateDirectories(all)
                .Select(path => Path.GetFileName(path))
                .Where(name => Journal(name).HasTrace())
                .Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether there is an experiment of a name that has an event.</summary>
    public bool Exists(string name) => ExperimentSpec.IsName(name) && Journal(name).HasTrace();

    /// <summary>Whether an experiment has an event.</summary>
    public bool HasEvents(string name)
    {
        var first = new FileInfo(Segment.PathOf(Journal(name).Folder, 1));
        return first.Exists && first.Length > Segment.Header(name, 0).Length;
    }
}
