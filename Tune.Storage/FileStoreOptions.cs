using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Storage.Disks;
using Tune.Storage.Layout;

namespace Tune.Storage;

/// <summary>How a store in a folder is opened.</summary>
/// <param name="Specs">Reads and writes specs: the algorithms that this program knows.</param>
public sealed record FileStoreOptions(SpecJson Specs)
{
    /// <summary>Makes options for a catalogue.</summary>
    public FileStoreOptions(AlgorithmCatalog catalog)
        : this(new SpecJson(catalog))
    {
    }

    /// <summary>What to tell others who holds the store; default the command line of this process.</summary>
    public string Command { get; init; } = Environment.CommandLine;

    /// <summary>Told, in one sentence each, what was mended, cut off or moved aside; called on any thread.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>A journal file of this size is followed by a new one; 1 KiB or more, default 64 MiB.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>Keep what people query in memory instead of in LiteDB; default false.</summary>
    public bool TrackInMemory { get; init; }

    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    internal Disk Disk { get; init; } = Disk.Real;

    internal Disk TrackingDisk { get; init; } = Disk.Real;

    internal StoreFormat Format { get; init; } = StoreFormat.Current;

    internal StoreLayout Layout(string folder) => new(folder, Specs)
    {
        Disk = Disk, TrackingDisk = TrackingDisk, Clock = Clock, SegmentBytes = SegmentBytes,
    };

    internal void Check()
    {
        const int least = 1024;
        if (SegmentBytes < least)
        {
            throw new ArgumentOutOfRangeException(
                nameof(SegmentBytes), SegmentBytes, $"SegmentBytes must be {least:N0} or more.");
        }
    }
}
