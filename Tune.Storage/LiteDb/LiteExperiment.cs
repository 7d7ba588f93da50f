using Tune.Bytes;
using Tune.Engine.Experiments;
using Tune.Engine.Portraits;
using Tune.Engine.Trials;
using Tune.Storage.Journal;
using Tune.Storage.Tracking;

namespace Tune.Storage.LiteDb;

/// <summary>One experiment in the LiteDB file, followed from where the file ends.</summary>
internal sealed class LiteExperiment : IDisposable
{
    private readonly JournalFiles _journal;
    private readonly Projection _projection;
    private readonly List<ExperimentEvent> _events = [];
    private readonly ByteWriter _bytes = new();
    private JournalCursor? _cursor;
    private JournalPlace _place;

    private LiteExperiment(JournalFiles journal, LiteFile file, int number, ExperimentPortrait row, JournalPlace place)
    {
        _journal = journal;
        _place = place;
        Number = number;
        Row = row;
        Rows = new LiteRows(file, number, () => row.Proposed);
        _projection = new Projection(row, Rows);
    }

    /// <summary>The number it has in the file; never used again for another.</summary>
    public int Number { get; }

    public ExperimentPortrait Row { get; }

    public LiteRows Rows { get; }

    /// <summary>How many events it has taken in.</summary>
    public long Position => Row.Position;

    /// <summary>Whether something has changed since it was written.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Whether its journal can be read no further.</summary>
    public bool IsBroken { get; set; }

    /// <summary>A new one, at the start of its journal.</summary>
    public static LiteExperiment Begin(JournalFiles journal, LiteFile file, int number) =>
        new(journal, file, number, new ExperimentPortrait(journal.Experiment), default);

    /// <summary>One as it was written; null if the payload is of no use.</summary>
    public static LiteExperiment? Load(
        Func<string, JournalFiles> journal, LiteFile file, int number, byte[] payload)
    {
        try
        {
            var from = new ByteReader(payload);
            var place = JournalPlace.Read(ref from);
            var files = journal(from.Text());
            var row = RowBytes.ReadExperiment(ref from, files.Specs);
            var loaded = new LiteExperiment(files, file, number, row, place);
            if (loaded.IsOfItsJournal())
            {
                return loaded;
            }

            loaded.Dispose();
            return null;
        }
        catch (Exception e) when (e is not TrackingDamageException)
        {
            // A spec of another program, a journal put back from a backup: read it again from the start.
            return null;
        }
    }

    /// <summary>Takes in some more events; false if there are no more now.</summary>
    public bool ReadOn(long until, int framesMax)
    {
        if (IsBroken || (_cursor is null && _place.IsEndOf(_journal.Folder)))
        {
            return false;
        }

        _cursor ??= Cursor();
        for (var frame = 0; frame < framesMax; frame++)
        {
            _events.Clear();
            if (!_cursor.Next(until, _events))
            {
                return false;
            }

            _events.ForEach(_projection.Apply);
            IsChanged = true;
            _place = JournalPlace.Of(_cursor);
        }

        return true;
    }

    /// <summary>Lets go of the journal's file until there is more to read.</summary>
    public void Rest()
    {
        _cursor?.Dispose();
        _cursor = null;
    }

    /// <summary>The document of the experiment as a whole.</summary>
    public (long Id, byte[] Payload) Document()
    {
        _bytes.Clear();
        _place.Write(_bytes);
        _bytes.Text(Row.Name);
        RowBytes.Write(Row, _journal.Specs, _bytes);
        return (Number, _bytes.Written.ToArray());
    }

    /// <summary>A copy of its portrait: this thread goes on with its own.</summary>
    public LivePortrait Portrait()
    {
        _bytes.Clear();
        RowBytes.Write(Row, _journal.Specs, _bytes);
        var from = new ByteReader(_bytes.Written);
        var row = RowBytes.ReadExperiment(ref from, _journal.Specs);
        return new LivePortrait(row, Row.Going.Concat(Errored()).Select(trial => Copy(Rows.Find(trial)!)));
    }

    // Only those with a result that counts are known by number.
    private IEnumerable<TrialId> Errored() => Row.Count(TrialStatus.Errored) == Row.Failed.Count
        ? Row.Failed
        : Rows.Page(0, int.MaxValue).Where(row => row.Portrait.Status == TrialStatus.Errored).Select(row => row.Trial);

    private TrialPortrait Copy(TrialRow row)
    {
        _bytes.Clear();
        RowBytes.Write(row, _bytes);
        return RowBytes.ReadTrial(_bytes.Written).Portrait;
    }

    /// <summary>Everything has been written.</summary>
    public void Written()
    {
        Rows.Written();
        IsChanged = false;
    }

    /// <inheritdoc />
    public void Dispose() => Rest();

    private bool IsOfItsJournal()
    {
        if (_place.IsEndOf(_journal.Folder))
        {
            return true;
        }

        _cursor = _journal.Cursor();
        return _place.TryReturn(_cursor, Row.Position);
    }

    private JournalCursor Cursor()
    {
        var cursor = _journal.Cursor();
        return _place.TryReturn(cursor, Row.Position)
            ? cursor
            : throw new TrackingDamageException($"the journal of '{Row.Name}' is not the one that was read before");
    }
}
