using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
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
    /// <summary>Whether the experiment has checkpoints, so that it must have had a journal; default never.</summary>
    public Func<bool> HasCheckpoints { get; init; } = static () => false;

    /// <summary>Places in it that somebody has been to.</summary>
    public KnownPlaces Known { get; init; } = new();

    /// <summary>The folded state beside it.</summary>
    public SnapshotFile Snapshot => new(this);

    /// <summary>Where it is noted how many events are known to be safe.</summary>
    public string MarkPath => Path.Combine(Path.GetDirectoryName(Folder)!, ReadMark.FileName);

    /// <summary>What is noted of how many events there are.</summary>
    public ReadMark? Mark => ReadMark.Load(MarkPath);

    /// <summary>What is known of how many events there were, before the journal is read.</summary>
    public KnownCounts Counts => new(Mark, Snapshot.Peek());

    /// <summary>A cursor before the first event.</summary>
    public JournalCursor Cursor() => new(Folder, Experiment, Specs);

    /// <summary>A cursor before the frame that has the event at a position in it.</summary>
    /// <exception cref="StorageException">The journal is damaged on the way there.</exception>
    public JournalCursor CursorAt(long position)
    {
        var cursor = Cursor();
        try
        {
            cursor.Seek(position, Known.Before(position));
            return cursor;
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is anything of it: a file that is not merely begun, a note that there were events, or
    /// checkpoints.</summary>
    public bool HasTrace()
    {
        var numbers = Segment.NumbersIn(Folder);
        return numbers.Any(number => number > 1)
            || (numbers.Length == 1
                && new FileInfo(Segment.PathOf(Folder, 1)).Length != Segment.Header(Experiment, 0).Length)
            || Mark is { Events: > 0 }
            || (numbers.Length == 0 && HasCheckpoints());
    }

    /// <summary>Refuses a journal that has fewer events than are known to have been safe.</summary>
    /// <param name="there">How many it has.</param>
    /// <param name="known">What was known before it was read.</param>
    /// <exception cref="StorageException">Some are missing.</exception>
    public void RequireAll(long there, KnownCounts known)
    {
        var noted = known.Mark is { } mark && there < mark.Events ? mark : null;
        var kept = there > 0 && there < known.Snapshot && Snapshot.Vouches(known.Snapshot) ? known.Snapshot : 0;
        if (noted is not null || kept > 0)
        {
            throw Lost(there, noted, kept);
        }

        if (there == 0 && Segment.NumbersIn(Folder).Length == 0 && HasCheckpoints())
        {
            throw Segment.Damage(Segment.PathOf(Folder, 1), "it is missing, and there are checkpoints of it");
        }
    }

    private StorageException Lost(long there, ReadMark? noted, long kept)
    {
        var last = LastOf(there);
        var since = last is null
            ? ""
            : $", the last of them of {Time(new DateTime(last.At.UtcTicks, DateTimeKind.Utc))}";
        var numbers = Segment.NumbersIn(Folder);
        var missing = Math.Max(noted?.Events ?? 0, kept) - there;
        string[] knowing =
        [
            .. noted is null ? [] : (string[])[$"on {Time(noted.AtUtc)} it had {noted.Events:N0}"],
            .. kept == 0 ? [] : (string[])[$"its snapshot stands for the first {kept:N0}"],
        ];
        string[] files =
        [
            .. noted is null ? [] : (string[])[$"'{MarkPath}'"],
            .. kept == 0 ? [] : (string[])[$"'{Snapshot.Path}'"],
        ];
        return Segment.Damage(
            Segment.PathOf(Folder, Math.Max(1, numbers.LastOrDefault())),
            $"{missing:N0} events that were acknowledged are missing at its end. It has {there:N0}{since}; "
            + $"{string.Join(", and ", knowing)}. To go on without them, delete {string.Join(" and ", files)}");

        static string Time(DateTime utc) => utc.ToString("u", CultureInfo.InvariantCulture);
    }

    private ExperimentEvent? LastOf(long there)
    {
        using var cursor = CursorAt(Math.Max(0, there - 1));
        var events = new List<ExperimentEvent>();
        return cursor.Next(there, events) ? events[^1] : null;
    }

    /// <summary>Makes the next file: its header is safe before it has its name.</summary>
    public (SafeFileHandle File, Segment Segment) Create(int number, long first)
    {
        var path = Segment.PathOf(Folder, number);
        var header = Segment.Header(Experiment, first);
        Disk.Replace(path, header);
        return (Disk.Open(path, FileMode.Open), new Segment(number, first, header.Length));
    }

    /// <summary>The events from a position on, as far as they are there.</summary>
    /// <param name="from">The first wanted.</param>
    /// <param name="until">How many are known to be there; the largest number when that is not known.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public IAsyncEnumerable<ExperimentEvent> ReadAsync(long from, long until, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);

        // Who takes up an experiment that was left in good order has its snapshot, and nothing comes after it.
        return from < until
            ? new JournalReading(this, from, until).RunAsync(cancellation)
            : AsyncEnumerable.Empty<ExperimentEvent>();
    }

    /// <summary>Reads it from end to end.</summary>
    /// <exception cref="StorageException">It is damaged.</exception>
    public JournalCheck Check(CancellationToken cancellation)
    {
        var known = Counts;
        using var cursor = Cursor();
        var events = new List<ExperimentEvent>();
        while (cursor.Next(long.MaxValue, events))
        {
            cancellation.ThrowIfCancellationRequested();
            events.Clear();
        }

        RequireAll(cursor.Position, known);

        // What follows in the last file is no whole append: one is under way, or was cut short.
        var unfinished = cursor.Segment.Number == 0 ? 0 : new FileInfo(cursor.FilePath).Length - cursor.Offset;
        return new JournalCheck(cursor.Position, unfinished);
    }
}

/// <summary>How far the files of a journal are known to be good.</summary>
internal readonly record struct DurableEnd(int Segment, long Offset);
