using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Tune.Bytes;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Files;

namespace Tune.Storage.Journal;

/// <summary>
/// The folded state of an experiment in a file beside its journal: a cache, never the truth. It is put in place as a
/// whole, and taken only if its hash is right and the journal has, at the place that it names, the very frame that it
/// names. Whatever else is there is as good as nothing, but for one thing: a whole one of this journal that is of more
/// events than there are shows that the journal has lost some.
/// </summary>
/// <param name="files">The journal.</param>
internal sealed class SnapshotFile(JournalFiles files)
{
    /// <summary>The name of the file, in the experiment's folder.</summary>
    public const string FileName = "state.snapshot";

    private const uint Form = 1;
    private const int HeadLength = 20;
    private const int HeadStart = 12;
    private const int PeekBytes = 2048;

    // More than any state there is; what is larger is no snapshot, and is not read.
    private const int LengthMax = 512 << 20;

    private static ReadOnlySpan<byte> Magic => "TUNESNAP"u8;

    /// <summary>Where it is.</summary>
    public string Path => System.IO.Path.Combine(Folder, FileName);

    private string Folder => System.IO.Path.GetDirectoryName(files.Folder)!;

    /// <summary>Puts a snapshot in place of the one before.</summary>
    /// <param name="snapshot">Of events that are durable.</param>
    /// <param name="mayStill">Asked right before it is put in place.</param>
    /// <returns>Whether it is there.</returns>
    public bool Save(StateSnapshot snapshot, Func<bool> mayStill)
    {
        if (Find(snapshot.Position) is not { } found || snapshot.Bytes.Length > LengthMax / 2)
        {
            return false;
        }

        if (files.Disk.Free(Folder) < (2L * snapshot.Bytes.Length) + files.SegmentBytes)
        {
            // The journal needs that room.
            return false;
        }

        var head = Head(found.Place, found.Origin, snapshot.Bytes.Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        hash.AppendData(snapshot.Bytes.Span);
        var fresh = Path + ".new";
        try
        {
            // Whatever has that name is not written into: a link leads elsewhere, a pipe waits for a reader.
            files.Disk.Delete(fresh);
            if (!mayStill())
            {
                return false;
            }

            files.Disk.Replace(Path, head, snapshot.Bytes, hash.GetHashAndReset());
            files.Known.Note(found.Place);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The journal has everything; the next one may fit.
            TryDelete(fresh);
            return false;
        }
    }

    /// <summary>The snapshot that is there, if it is one of this journal as it is now.</summary>
    /// <param name="durable">How many events are durable; the largest number if that is not known.</param>
    public StateSnapshot? Load(long durable)
    {
        try
        {
            return Parse(ReadWhole(), durable);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException
            or StorageException)
        {
            return null;
        }
    }

    /// <summary>How many events the snapshot says that there were, by its first bytes alone; 0 if it says nothing.
    /// What is found is only worth something once <see cref="Vouches"/> has looked at the rest.</summary>
    public long Peek()
    {
        try
        {
            // The head is as long as the lists of names are; the position comes early.
            using var file = Open();
            var bytes = new byte[Math.Min(RandomAccess.GetLength(file), HeadLength + PeekBytes)];
            var there = RandomAccess.Read(file, bytes, 0);
            return Begins(bytes.AsSpan(0, there)) ? PositionIn(bytes.AsSpan(0, there)) : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return 0;
        }
    }

    /// <summary>Whether the snapshot is whole, begins with the frame that this journal begins with and is of so many
    /// events: then the journal has had them, whatever it has now.</summary>
    public bool Vouches(long events)
    {
        try
        {
            var bytes = ReadWhole();
            if (!IsWhole(bytes))
            {
                return false;
            }

            var from = new ByteReader(bytes.AsSpan(HeadStart));
            from.Fixed();
            using var cursor = files.Cursor();
            return from.Text() == files.Experiment && OriginBy(cursor) == (uint)from.Fixed()
                && CursorPlace.Read(ref from).Position == events;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException
            or StorageException)
        {
            return false;
        }
    }

    private long PositionIn(ReadOnlySpan<byte> bytes)
    {
        var from = new ByteReader(bytes[HeadStart..]);
        from.Fixed();
        var name = from.Text();
        from.Fixed();
        return name == files.Experiment ? from.ZigZag() : 0;
    }

    private static bool Begins(ReadOnlySpan<byte> bytes) => bytes.Length >= HeadLength && bytes.StartsWith(Magic)
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes[Magic.Length..]) == Form;

    private static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.Length - SHA256.HashSizeInBytes;
        return end >= HeadLength && Begins(bytes) && SHA256.HashData(bytes[..end]).AsSpan().SequenceEqual(bytes[end..]);
    }

    private StateSnapshot? Parse(byte[] bytes, long durable)
    {
        if (!IsWhole(bytes))
        {
            return null;
        }

        var end = bytes.Length - SHA256.HashSizeInBytes;
        var from = new ByteReader(bytes.AsSpan(HeadStart, end - HeadStart));
        var length = from.Fixed();
        var (name, origin, place) = (from.Text(), (uint)from.Fixed(), CursorPlace.Read(ref from));
        if ((ulong)from.Left != length || name != files.Experiment || place.Position > durable
            || !HasProof(place.Position, place.Place.LastOffset) || !IsOfTheJournal(place, origin))
        {
            return null;
        }

        files.Known.Note(place);
        return new StateSnapshot(place.Position, bytes.AsMemory(end - from.Left, from.Left));
    }

    private SafeFileHandle Open()
    {
        // The experiment may have been moved to another disk, with a link in its place; the file is no link.
        using var folder = OpenFolder.Open(Folder, follows: true);
        return folder.OpenFile(FileName);
    }

    private byte[] ReadWhole()
    {
        using var file = Open();
        var length = RandomAccess.GetLength(file);
        if (length > LengthMax)
        {
            throw new InvalidDataException("it is too large");
        }

        var bytes = new byte[length];
        for (var at = 0; at < bytes.Length;)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(at), at);
            at += read > 0 ? read : throw new InvalidDataException("it ends too early");
        }

        return bytes;
    }

    private byte[] Head(CursorPlace place, uint origin, int length)
    {
        var head = new ByteWriter();
        head.Raw(Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(head.Take(sizeof(uint)), Form);
        head.Fixed((ulong)length);
        head.Text(files.Experiment);
        head.Fixed((ulong)origin);
        place.Write(head);
        return head.Written.ToArray();
    }

    // Reads on from the last place that is known, which is that of the snapshot before.
    private (CursorPlace Place, uint Origin)? Find(long position)
    {
        try
        {
            using var cursor = files.Cursor();
            var origin = OriginBy(cursor);
            cursor.Seek(position, files.Known.Before(position));
            return origin is { } mark && cursor.Position == position && cursor.Segment.Number > 0
                && HasProof(cursor.Position, cursor.LastOffset)
                ? (CursorPlace.Of(cursor), mark)
                : null;
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // At the beginning of a later file no frame before the position is looked at, and any history could have led there.
    private static bool HasProof(long position, long lastFrame) => position == 0 || lastFrame > 0;

    private bool IsOfTheJournal(CursorPlace place, uint origin)
    {
        using var cursor = files.Cursor();
        return OriginBy(cursor) == origin && cursor.TryGoTo(place);
    }

    // Every journal begins with a frame of its own: it has the time of its first event in it.
    private static uint? OriginBy(JournalCursor cursor) => cursor.TryOpen(1) ? cursor.NextMark : null;

    private void TryDelete(string path)
    {
        try
        {
            files.Disk.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next one is written over it.
        }
    }
}
