using System.Buffers.Binary;
using System.Security.Cryptography;
using Tune.Bytes;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Files;

namespace Tune.Storage.Journal;

/// <summary>
/// The folded state of an experiment in a file beside its journal: a cache, never the truth. It is put in place as a
/// whole, and taken only if its hash is right and the journal has, at the place that it names, the very frame that it
/// names. Whatever else is there is as good as nothing.
/// </summary>
/// <param name="files">The journal.</param>
internal sealed class SnapshotFile(JournalFiles files)
{
    /// <summary>The name of the file, in the experiment's folder.</summary>
    public const string FileName = "state.snapshot";

    private const uint Form = 1;
    private const int HeadLength = 20;

    // More than any state there is; what is larger is no snapshot, and is not read.
    private const int LengthMax = 512 << 20;

    private static ReadOnlySpan<byte> Magic => "TUNESNAP"u8;

    private string Path => System.IO.Path.Combine(Folder, FileName);

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

    private StateSnapshot? Parse(byte[] bytes, long durable)
    {
        var end = bytes.Length - SHA256.HashSizeInBytes;
        if (end < HeadLength || !bytes.AsSpan().StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(Magic.Length)) != Form
            || !SHA256.HashData(bytes.AsSpan(0, end)).AsSpan().SequenceEqual(bytes.AsSpan(end)))
        {
            return null;
        }

        var from = new ByteReader(bytes.AsSpan(Magic.Length + sizeof(uint), end - Magic.Length - sizeof(uint)));
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

    private byte[] ReadWhole()
    {
        // The experiment may have been moved to another disk, with a link in its place; the file is no link.
        using var folder = OpenFolder.Open(Folder, follows: true);
        using var file = folder.OpenFile(FileName);
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
