using Microsoft.Win32.SafeHandles;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Storage.Disks;

namespace Tune.Storage.Journal;

/// <summary>Where and how the journal of one experiment is kept.</summary>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Folder">The folder of its files.</param>
/// <param name="Specs">Reads and writes specs.</param>
/// <param name="Disk">What the files are on.</param>
/// <param name="SegmentBytes">A file of this size or more is followed by a new one.</param>
internal sealed record JournalFiles(string Experiment, string Folder, SpecJson Specs, Disk Disk, long SegmentBytes)
{
    /// <summary>A cursor before the first event.</summary>
    public JournalCursor Cursor() => new(Folder, Experiment, Specs);

    /// <summary>Makes the next file: its header is safe before it has its name.</summary>
    public (SafeFileHandle File, Segment Segment) Create(int number, long first)
    {
        var path = Segment.PathOf(Folder, number);
        var header = Segment.Header(Experiment, first);
        Disk.Replace(path, header);
        return (Disk.Open(path, FileMode.Open), new Segment(number, first, header.Length));
    }

    /// <summary>How many bytes at the end are no whole append: one is under way, or was cut short.</summary>
    /// <exception cref="StorageException">The last file is damaged.</exception>
    private long TornBytes()
    {
        using var cursor = Cursor();
        if (Segment.NumbersIn(Folder) is not [.., var last] || !cursor.TryOpen(last))
        {
            return 0;
        }

        while (cursor.Next(long.MaxValue, null))
        {
        }

        return new FileInfo(cursor.FilePath).Length - cursor.Offset;
    }

    /// <summary>The events from a position on, as far as they are there.</summary>
    /// <param name="from">The first wanted.</param>
    /// <param name="until">How many are known to be there; the largest number when that is not known.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public IAsyncEnumerable<ExperimentEvent> ReadAsync(long from, long until, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        return new JournalReading(this, from, until).RunAsync(cancellation);
    }

    /// <summary>Reads it from end to end.</summary>
    /// <exception cref="StorageException">It is damaged.</exception>
    public JournalCheck Check(CancellationToken cancellation)
    {
        using var cursor = Cursor();
        var events = new List<ExperimentEvent>();
        while (cursor.Next(long.MaxValue, events))
        {
            cancellation.ThrowIfCancellationRequested();
            events.Clear();
        }

        return new JournalCheck(cursor.Position, TornBytes());
    }
}

/// <summary>How far the files of a journal are known to be good.</summary>
internal readonly record struct DurableEnd(int Segment, long Offset);
