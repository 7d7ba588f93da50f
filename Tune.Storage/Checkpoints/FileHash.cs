using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Tune.Storage.Checkpoints;

/// <summary>SHA-256 of a file of any size.</summary>
internal static class FileHash
{
    private const int Chunk = 1 << 20;

    /// <summary>The length and the hash, 64 lower-case hexadecimal digits.</summary>
    public static (long Length, string Hash) Of(SafeFileHandle file, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            var length = 0L;
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var read = RandomAccess.Read(file, buffer, length);
                if (read == 0)
                {
                    return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
                }

                hash.AppendData(buffer.AsSpan(0, read));
                length += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
