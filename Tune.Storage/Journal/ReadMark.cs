using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Tune.Storage.Disks;

namespace Tune.Storage.Journal;

/// <summary>
/// How many events of a journal are known to have been safe, noted beside it. A journal that has fewer has lost
/// something that was acknowledged, and is not one that merely ended in an append which nobody was told of. The note
/// may lag behind; it is never ahead.
/// </summary>
/// <param name="Events">How many.</param>
/// <param name="AtUtc">When that was noted.</param>
internal sealed record ReadMark(long Events, DateTime AtUtc)
{
    /// <summary>The name of the file, in the experiment's folder.</summary>
    public const string FileName = "known.json";

    private const int Length = 128;

    /// <summary>What is noted; null if nothing is, or it is not readable.</summary>
    public static ReadMark? Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ReadMark>(StoreFile.ReadAll(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Notes it, in place: a few bytes of one length, so that nothing waits for the disk. What cannot be
    /// noted, as on a full disk, leaves the note of before, which still holds.</summary>
    public void Save(string path)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes.Fill((byte)' ');
        JsonSerializer.SerializeToUtf8Bytes(this).CopyTo(bytes);
        bytes[^1] = (byte)'\n';
        try
        {
            using var file = Open(path);
            RandomAccess.Write(file, bytes, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The journal is the truth; the note only helps to see that it is whole.
        }
    }

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return StoreFile.OpenWrite(path, FileMode.OpenOrCreate, FileShare.ReadWrite);
        }
        catch (NotPlainFileException)
        {
            File.Delete(path);
            return StoreFile.OpenWrite(path, FileMode.OpenOrCreate, FileShare.ReadWrite);
        }
    }
}
