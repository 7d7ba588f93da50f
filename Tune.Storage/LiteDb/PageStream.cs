using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Tune.Storage.Disks;
using Tune.Storage.Journal;

namespace Tune.Storage.LiteDb;

/// <summary>
/// A file of LiteDB's pages, each with a checksum and its own number behind it, checked whenever it is read: LiteDB
/// itself would take a changed byte for data, or go round in circles. Opened for this process alone.
/// </summary>
/// <remarks>
/// LiteDB asks for an fsync after every page. Here its calls do nothing for the log; what counts is the order: the log
/// is made durable before a page of data is overwritten (<paramref name="before"/>), the data before the log is cut.
/// <para>Writing never throws: LiteDB's own writing thread dies of an exception, and whoever waits for it then waits
/// for ever. The first error is kept in <see cref="PageFault"/>, to be asked for after every call; after it neither
/// stream writes anything, so that what is on the disk is what a crash would have left. Reading throws an
/// <see cref="InvalidDataException"/>, also for an I/O error, at which LiteDB would close itself half-way.</para>
/// </remarks>
/// <param name="path">The file; made if it is not there.</param>
/// <param name="disk">What it is on.</param>
/// <param name="fault">Shared by the data and its log.</param>
/// <param name="before">For data: the log, flushed before a page is written here. Null for the log.</param>
internal sealed class PageStream(string path, Disk disk, PageFault fault, PageStream? before) : Stream
{
    /// <summary>The size of LiteDB's pages.</summary>
    public const int PageSize = 8192;

    /// <summary>What a page takes in the file.</summary>
    public const int StoredSize = PageSize + 16;

    private readonly SafeFileHandle _file = Open(path);
    private readonly byte[] _stored = new byte[StoredSize];
    private readonly Lock _gate = new();
    private bool _isDirty;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _file.IsClosed ? 0 : RandomAccess.GetLength(_file) / StoredSize * PageSize;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        lock (_gate)
        {
            var done = 0;
            while (done < count && Position < Length)
            {
                var (page, within) = Math.DivRem(Position, PageSize);
                Load(page);
                var part = Math.Min(count - done, PageSize - (int)within);
                _stored.AsSpan((int)within, part).CopyTo(buffer.AsSpan(offset + done));
                done += part;
                Position += part;
            }

            return done;
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        var end = Position + count;
        Try(() =>
        {
            before?.Sync();
            for (var done = 0; done < count;)
            {
                var (page, within) = Math.DivRem(Position, PageSize);
                var part = Math.Min(count - done, PageSize - (int)within);
                if (part < PageSize)
                {
                    Prepare(page);
                }

                buffer.AsSpan(offset + done, part).CopyTo(_stored.AsSpan((int)within));
                Store(page);
                done += part;
                Position += part;
            }
        });
        Position = end;
    }

    public override void SetLength(long value) => Try(() =>
    {
        for (var page = Length / PageSize; page * PageSize < value; page++)
        {
            Array.Clear(_stored);
            Store(page);
        }

        disk.Truncate(_file, (value + PageSize - 1) / PageSize * StoredSize);
        _isDirty = true;
    });

    public override void Flush()
    {
        if (before is not null)
        {
            Sync();
        }
    }

    /// <summary>Makes what was written durable.</summary>
    public void Sync() => Try(() =>
    {
        if (_isDirty)
        {
            disk.Flush(_file);
            _isDirty = false;
        }
    });

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            UnixFolder.Unlock(_file);
        }

        _file.Dispose();
        base.Dispose(disposing);
    }

    private static SafeFileHandle Open(string path)
    {
        var file = OpenPlain(path);
        if (!UnixFolder.TryLock(file))
        {
            file.Dispose();
            throw new IOException($"'{path}' is open in another process.");
        }

        return file;
    }

    private static SafeFileHandle OpenPlain(string path)
    {
        try
        {
            return StoreFile.OpenWrite(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (NotPlainFileException e)
        {
            // As good as a damaged one: a file is made in its place.
            throw new InvalidDataException(e.Message, e);
        }
    }

    private void Try(Action action)
    {
        lock (_gate)
        {
            try
            {
                if (fault.First is null)
                {
                    action();
                }
            }
            catch (Exception e)
            {
                fault.First ??= e;
            }
        }
    }

    private void Prepare(long page)
    {
        if (page * PageSize < Length)
        {
            Load(page);
        }
        else
        {
            Array.Clear(_stored);
        }
    }

    private void Load(long page)
    {
        for (var done = 0; done < StoredSize;)
        {
            var read = ReadSome(done, page);
            if (read == 0)
            {
                throw new InvalidDataException($"page {page} of '{path}' is cut short");
            }

            done += read;
        }

        var tail = _stored.AsSpan(PageSize);
        if (BinaryPrimitives.ReadInt64LittleEndian(tail) != page
            || BinaryPrimitives.ReadUInt32LittleEndian(tail[8..]) != Crc32C.Of(_stored.AsSpan(0, PageSize + 8)))
        {
            throw new InvalidDataException($"page {page} of '{path}' is not as it was written");
        }
    }

    private int ReadSome(int done, long page)
    {
        try
        {
            return RandomAccess.Read(_file, _stored.AsSpan(done), (page * StoredSize) + done);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw new InvalidDataException($"page {page} of '{path}' cannot be read: {e.Message}", e);
        }
    }

    private void Store(long page)
    {
        var tail = _stored.AsSpan(PageSize);
        BinaryPrimitives.WriteInt64LittleEndian(tail, page);
        BinaryPrimitives.WriteUInt32LittleEndian(tail[8..], Crc32C.Of(_stored.AsSpan(0, PageSize + 8)));
        BinaryPrimitives.WriteUInt32LittleEndian(tail[12..], 0);
        disk.Write(_file, [_stored], page * StoredSize);
        _isDirty = true;
    }
}
