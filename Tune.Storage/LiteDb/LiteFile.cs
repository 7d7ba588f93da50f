using System.Collections.Concurrent;
using LiteDB;
using LiteDB.Engine;
using Tune.Storage.Disks;
using Tune.Storage.Journal;

namespace Tune.Storage.LiteDb;

/// <summary>
/// The LiteDB file. One thread only: with several, LiteDB 5.0.20 acknowledges commits it has not written. Documents are
/// a whole number, a binary payload and a digest of it; there are no names, types or texts for LiteDB to interpret.
/// </summary>
/// <remarks>
/// LiteDB keeps the pages it has seen and offers no limit. It takes room for 12, 50, 100, 500 and then always 1,000
/// more pages of 8 KiB, unless more than that number are in no use at the moment. So as long as no single query or
/// commit needs 600 pages, the cache ends at 1,662 pages, 13 MiB; <see cref="LiteRows"/> and <see cref="LiteBook"/>
/// keep to that.
/// </remarks>
internal sealed class LiteFile : IDisposable
{
    private const int Form = 4;
    private const string FormCollection = "form";
    private const string IdField = "_id";
    private const string PayloadField = "payload";
    private const string DigestField = "digest";

    // As many as any one query reads: see the remarks.
    private const int DeletedAtOnce = 50;

    // LiteDB finalises a transaction that was not brought to an end by bringing it to an end, and when that fails the
    // whole process ends with an exception from the finaliser. So a broken engine is neither disposed of nor collected;
    // there are only so many, since rebuilding is given up after a few times.
    private static readonly ConcurrentBag<LiteEngine> s_abandoned = [];

    private readonly PageStream _data;
    private readonly PageStream _log;
    private readonly LiteEngine _engine;
    private readonly PageFault _fault;

    private LiteFile(PageStream data, PageStream log, LiteEngine engine, PageFault fault) =>
        (_data, _log, _engine, _fault) = (data, log, engine, fault);

    /// <summary>Where the log lies beside a file.</summary>
    public static string LogOf(string path) => Path.Combine(
        Path.GetDirectoryName(path)!,
        Path.GetFileNameWithoutExtension(path) + "-log" + Path.GetExtension(path));

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="TrackingDamageException">It is damaged, or of another form.</exception>
    /// <exception cref="TrackingStallException">It cannot be used at the moment.</exception>
    public static LiteFile Open(string path, Disk disk)
    {
        var fault = new PageFault();
        try
        {
            return TryOpen(path, disk, fault);
        }
        catch (Exception e)
        {
            throw fault.First is not null || e is IOException or UnauthorizedAccessException
                ? Explain(e, fault)
                : new TrackingDamageException(
                    e is InvalidDataException or TrackingDamageException ? e.Message : "LiteDB cannot read it", e);
        }
    }

    /// <summary>The payload of a document, or null.</summary>
    public byte[]? Find(string collection, long id) => Guarded(() =>
    {
        var query = new Query();
        query.Where.Add(Query.EQ(IdField, id));
        using var reader = _engine.Query(collection, query);
        return reader.Read() ? Payload(reader.Current.AsDocument) : null;
    });

    /// <summary>All documents from one number to another, both included, in order.</summary>
    public List<(long Id, byte[] Payload)> Range(string collection, long from, long to) => Guarded(() =>
    {
        var query = new Query();
        query.Where.Add(Query.Between(IdField, from, to));
        var found = new List<(long, byte[])>();
        using var reader = _engine.Query(collection, query);
        while (reader.Read())
        {
            var document = reader.Current.AsDocument;
            found.Add((document[IdField].AsInt64, Payload(document)));
        }

        return found;
    });

    /// <summary>Takes a document away.</summary>
    public void Delete(string collection, long id) => Guarded(() => _engine.Delete(collection, [id]));

    /// <summary>Takes some documents away from one number to another, both included; false if there were none.
    /// </summary>
    public bool DeleteSome(string collection, long from, long to) => Guarded(() =>
    {
        var query = new Query { Limit = DeletedAtOnce };
        query.Where.Add(Query.Between(IdField, from, to));
        var found = new List<BsonValue>();
        using (var reader = _engine.Query(collection, query))
        {
            while (reader.Read())
            {
                found.Add(reader.Current.AsDocument[IdField]);
            }
        }

        if (found.Count == 0)
        {
            return false;
        }

        _engine.Delete(collection, found);
        CheckFailure();
        _engine.Checkpoint();
        return true;
    });

    /// <summary>Writes documents, all of them or none, and makes them durable.</summary>
    public void Write(IReadOnlyList<(string Collection, IEnumerable<(long Id, byte[] Payload)> Documents)> all) =>
        Guarded(() =>
        {
            _engine.BeginTrans();
            foreach (var (collection, documents) in all)
            {
                _engine.Upsert(
                    collection, documents.Select(entry => Document(entry.Id, entry.Payload)), BsonAutoId.Int64);
            }

            _engine.Commit();
            CheckFailure();

            // The one call that waits for the pages of the commit to be written.
            return _engine.Checkpoint();
        });

    /// <summary>Closes the file in good order.</summary>
    public void Dispose()
    {
        try
        {
            _engine.Dispose();
        }
        finally
        {
            _data.Dispose();
            _log.Dispose();
        }
    }

    /// <summary>Lets go of a damaged file: whatever LiteDB still wants to write fails.</summary>
    public void Abandon()
    {
        _data.Dispose();
        _log.Dispose();
        s_abandoned.Add(_engine);
    }

    private static LiteFile TryOpen(string path, Disk disk, PageFault fault)
    {
        var isNew = false;
        PageStream? log = null;
        PageStream? data = null;
        LiteFile? file = null;
        try
        {
            log = new PageStream(LogOf(path), disk, fault, before: null);
            data = new PageStream(path, disk, fault, before: log);
            isNew = data.Length == 0;
            if (isNew && log.Length > 0)
            {
                throw new InvalidDataException("there is a log without its data");
            }

            var engine = new LiteEngine(new EngineSettings
            {
                DataStream = data,
                LogStream = log,
                Collation = new Collation("/Ordinal"),
            });
            file = new LiteFile(data, log, engine, fault);
            file.CheckForm(isNew);
            return file;
        }
        catch
        {
            file?.Abandon();
            data?.Dispose();
            log?.Dispose();
            if (isNew && fault.First is not null)
            {
                DeleteHalfMade(path);
            }

            throw;
        }
    }

    // There is nothing in it, and the next opening must not take it for a damaged one.
    private static void DeleteHalfMade(string path)
    {
        try
        {
            File.Delete(path);
            File.Delete(LogOf(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it is taken for a damaged one.
        }
    }

    private void CheckForm(bool isNew)
    {
        if (isNew)
        {
            Write([(FormCollection, [(Form, [])])]);
        }
        else if (Find(FormCollection, Form) is null)
        {
            throw new InvalidDataException("it is of another form");
        }
    }

    private static BsonDocument Document(long id, byte[] payload) => new()
    {
        [IdField] = id,
        [PayloadField] = payload,
        [DigestField] = (long)Crc32C.Of(payload),
    };

    private static byte[] Payload(BsonDocument document)
    {
        var payload = document[PayloadField].AsBinary;
        return payload is not null && document[DigestField].AsInt64 == Crc32C.Of(payload)
            ? payload
            : throw new InvalidDataException($"the document {document[IdField]} is not as it was written");
    }

    // Only a page or a document that is not as it was written is certainly damage. LiteDB has exceptions of any type
    // for it, but also for locks and whatever else; what is damage shows itself again when the file is opened again.
    private static Exception Explain(Exception e, PageFault fault) => (fault.First ?? e) switch
    {
        TrackingDamageException or TrackingStallException => e,
        InvalidDataException or { InnerException: InvalidDataException } when fault.First is null =>
            new TrackingDamageException(e.Message, e),
        var cause => new TrackingStallException(cause.Message, cause),
    };

    private T Guarded<T>(Func<T> action)
    {
        try
        {
            var result = action();
            CheckFailure();
            return result;
        }
        catch (Exception e)
        {
            throw Explain(e, _fault);
        }
    }

    private void CheckFailure()
    {
        if (_fault.First is { } failure)
        {
            throw new TrackingStallException(failure.Message, failure);
        }
    }
}
