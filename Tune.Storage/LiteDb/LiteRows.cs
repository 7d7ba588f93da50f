using Tune.Bytes;
using Tune.Engine.Portraits;
using Tune.Engine.Trials;
using Tune.Storage.Journal;
using Tune.Storage.Tracking;

namespace Tune.Storage.LiteDb;

/// <summary>
/// The trials of one experiment in the LiteDB file. Rows that have changed, and those of running trials, are in memory;
/// the others are read when they are wanted.
/// </summary>
internal sealed class LiteRows(LiteFile file, int experiment, Func<int> count) : ITrialRows
{
    // A row carries up to 1,000 reports. LiteDB keeps every page of a query until the query is over, and never gives
    // back the room they took; so one query asks for so many rows at most.
    private const int RowsAtOnce = 100;

    // About what a row takes without its reports, and what an event adds to it.
    private const int RowBytesAbout = 512;
    private const int EventBytesAbout = 24;

    private readonly Dictionary<TrialId, TrialRow> _rows = [];
    private readonly HashSet<TrialId> _changed = [];
    private readonly Dictionary<long, byte[]> _points = [];
    private readonly ByteWriter _bytes = new();

    /// <summary>How much is waiting to be written, in bytes, about.</summary>
    public long Waiting { get; private set; }

    /// <inheritdoc />
    public TrialPortrait Get(TrialId trial)
    {
        Waiting += EventBytesAbout;
        return Row(trial).Portrait;
    }

    /// <inheritdoc />
    public TrialPortrait Look(TrialId trial) => Find(trial)?.Portrait
        ?? throw new TrackingDamageException($"trial {trial} is missing");

    /// <inheritdoc />
    public TrialRow Row(TrialId trial)
    {
        var row = Find(trial)
            ?? throw new InvalidOperationException($"an event names trial {trial}, which was never proposed");
        _rows[trial] = row;
        Waiting += _changed.Add(trial) ? RowBytesAbout + row.Tail.Bytes.Length : 0;
        return row;
    }

    /// <inheritdoc />
    public void Add(TrialPortrait trial)
    {
        var row = new TrialRow(trial);
        if (row.Trial.Number != count())
        {
            throw new InvalidOperationException($"trial {row.Trial} comes after {count()} trials");
        }

        _rows.Add(row.Trial, row);
        _changed.Add(row.Trial);
        Waiting += RowBytesAbout;
    }

    /// <inheritdoc />
    public void Close(TrialRow row, ReadOnlySpan<byte> chunk)
    {
        var blocks = CurveBlock.Of(chunk);
        for (var level = 1; level <= CurveLevel.Highest; level++)
        {
            var (document, within) = Math.DivRem(row.Chunks, CurveLevel.ChunksPerDocument(level));
            byte[] before = within == 0 ? [] : Points(row.Trial, level, document);
            Put(LiteKeys.Point(experiment, row.Trial, level, document), [.. before, .. blocks[level - 1]]);
        }

        Put(LiteKeys.Point(experiment, row.Trial, 0, row.Chunks), chunk.ToArray());
    }

    /// <summary>A row to look at, or null if there is no such trial.</summary>
    public TrialRow? Find(TrialId trial)
    {
        if (trial.Number < 0 || trial.Number >= count())
        {
            return null;
        }

        return _rows.TryGetValue(trial, out var row)
            ? row
            : Read(file.Find(LiteKeys.Trials, LiteKeys.Trial(experiment, trial)), trial);
    }

    /// <summary>Rows to look at, in the order of the numbers; read as they are asked for.</summary>
    public IEnumerable<TrialRow> Page(int skip, int take)
    {
        var end = (int)Math.Min(count(), (long)skip + take);
        for (var from = skip; from < end; from += RowsAtOnce)
        {
            var to = Math.Min(end, from + RowsAtOnce);
            var stored = file.Range(
                    LiteKeys.Trials, LiteKeys.Trial(experiment, new TrialId(from)),
                    LiteKeys.Trial(experiment, new TrialId(to - 1)))
                .ToDictionary(entry => entry.Id, entry => entry.Payload);
            for (var number = from; number < to; number++)
            {
                var trial = new TrialId(number);
                yield return _rows.TryGetValue(trial, out var row)
                    ? row
                    : Read(stored.GetValueOrDefault(LiteKeys.Trial(experiment, trial)), trial);
            }
        }
    }

    /// <summary>Where the reports of a trial can be read.</summary>
    public ICurveSource Curves(TrialId trial) => new Source(this, trial);

    /// <summary>What has changed, as documents.</summary>
    public IEnumerable<(long Id, byte[] Payload)> ChangedTrials()
    {
        foreach (var trial in _changed)
        {
            _bytes.Clear();
            RowBytes.Write(_rows[trial], _bytes);
            yield return (LiteKeys.Trial(experiment, trial), _bytes.Written.ToArray());
        }
    }

    /// <summary>Chunks and levels that have changed, as documents.</summary>
    public IEnumerable<(long Id, byte[] Payload)> ChangedPoints() =>
        _points.OrderBy(entry => entry.Key).Select(entry => (entry.Key, entry.Value));

    /// <summary>Everything has been written: lets go of what is not running.</summary>
    public void Written()
    {
        foreach (var trial in _changed)
        {
            if (_rows[trial].Portrait.Status != TrialStatus.Running)
            {
                _rows.Remove(trial);
            }
        }

        _changed.Clear();
        _points.Clear();
        Waiting = 0;
    }

    private byte[] Points(TrialId trial, int level, int document)
    {
        var id = LiteKeys.Point(experiment, trial, level, document);
        return _points.TryGetValue(id, out var waiting)
            ? waiting
            : file.Find(LiteKeys.Points, id)
                ?? throw new TrackingDamageException(
                    $"document {document} of level {level} of trial {trial} is missing");
    }

    private void Put(long id, byte[] payload)
    {
        _points[id] = payload;
        Waiting += payload.Length;
    }

    private static TrialRow Read(byte[]? payload, TrialId trial)
    {
        if (payload is null)
        {
            throw new TrackingDamageException($"trial {trial} is missing");
        }

        try
        {
            return RowBytes.ReadTrial(payload);
        }
        catch (InvalidDataException e)
        {
            throw new TrackingDamageException($"trial {trial} cannot be read: {e.Message}", e);
        }
    }

    private sealed class Source(LiteRows rows, TrialId trial) : ICurveSource
    {
        public byte[] Chunk(int index) => rows.Points(trial, 0, index);

        public byte[]? Level(int level, int document) => rows.Points(trial, level, document);
    }
}
