using Tune.Engine.Experiments;
using Tune.Files;
using Tune.Storage.Disks;
using Tune.Storage.Journal;

namespace Tune.Storage;

/// <summary>Where things are in a store's folder.</summary>
internal sealed record StoreLayout(string Folder, FileStoreOptions Options)
{
    /// <summary>The folder within that of checkpoints which holds what names them.</summary>
    public const string ManifestsName = "manifests";

    private const string ExperimentsName = "experiments";
    private const string TrackingName = "tracking.db";
    private const string JournalName = "journal";
    private const string CheckpointsName = "checkpoints";
    private const string EpochName = "epoch";

    /// <summary>What people query.</summary>
    public string Tracking => Path.Combine(Folder, TrackingName);

    /// <summary>The number that was given last to an owner of a journal.</summary>
    public string Epoch => Path.Combine(Folder, EpochName);

    /// <summary>The folder of one experiment.</summary>
    public string Experiment(string name) => Path.Combine(Folder, ExperimentsName, name);

    /// <summary>The folder of its checkpoints.</summary>
    public string Checkpoints(string name) => Path.Combine(Experiment(name), CheckpointsName);

    /// <summary>Its journal.</summary>
    public JournalFiles Journal(string name) => new(
        name, Path.Combine(Experiment(name), JournalName), Options.Specs, Options.Disk, Options.SegmentBytes);

    /// <summary>The folder of the checkpoints of the experiment whose journal is in a folder.</summary>
    public static string CheckpointsBeside(string journal) =>
        Path.Combine(Path.GetDirectoryName(journal)!, CheckpointsName);

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
