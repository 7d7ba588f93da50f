using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tune.Engine.Ports;

namespace Tune.Storage.Artifacts;

/// <summary>What stands behind the bytes of an artifact in its file: what it is called and how to know that it is
/// whole. At the end, because only there it is known; in the same file, so that one rename puts both in
/// place.</summary>
internal static class ArtifactTrailer
{
    private const int DigestLength = 64;
    private const int TailLength = sizeof(int) + sizeof(long);
    private const int PathBytesMax = 4 * 1_000;
    private static readonly byte[] s_mark = "TUNEART1"u8.ToArray();

    /// <summary>The bytes that follow those of the artifact.</summary>
    public static byte[] Of(string path, string digest)
    {
        var name = Encoding.UTF8.GetBytes(path);
        var bytes = new byte[name.Length + DigestLength + TailLength];
        name.CopyTo(bytes, 0);
        Encoding.ASCII.GetBytes(digest, bytes.AsSpan(name.Length));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(name.Length + DigestLength), name.Length);
        s_mark.CopyTo(bytes, bytes.Length - s_mark.Length);
        return bytes;
    }

    /// <summary>What an open file holds; null if it is none of ours.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">What it is called.</param>
    public static TrialArtifact? Read(SafeFileHandle file, string name)
    {
        var length = RandomAccess.GetLength(file);
        var tail = new byte[TailLength];
        if (length < TailLength || !IsRead(file, tail, length - TailLength)
            || !tail.AsSpan(sizeof(int)).SequenceEqual(s_mark)
            || BinaryPrimitives.ReadInt32LittleEndian(tail) is not (> 0 and <= PathBytesMax and var letters)
            || length - TailLength - DigestLength - letters is not (>= 0 and var bytes))
        {
            return null;
        }

        var said = new byte[letters + DigestLength];
        if (!IsRead(file, said, bytes))
        {
            return null;
        }

        var path = Encoding.UTF8.GetString(said, 0, letters);
        return ArtifactPlaces.NameOf(path) == name
            ? new TrialArtifact(path, bytes, Encoding.ASCII.GetString(said, letters, DigestLength))
            : null;
    }

    private static bool IsRead(SafeFileHandle file, Span<byte> into, long at)
    {
        while (into.Length > 0)
        {
            var read = RandomAccess.Read(file, into, at);
            if (read == 0)
            {
                return false;
            }

            into = into[read..];
            at += read;
        }

        return true;
    }
}
