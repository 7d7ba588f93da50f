using Microsoft.Win32.SafeHandles;

namespace Tune.Storage.Checkpoints;

/// <summary>A file that has been read.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="Before">Its state before it was read: while it has that one, it holds what was read.</param>
internal sealed record HashedFile(long Length, string Sha256, FileState Before)
{
    /// <summary>Reads one.</summary>
    public static HashedFile Of(SafeFileHandle file, CancellationToken cancellation)
    {
        var before = FileState.Of(file);
        var (length, hash) = FileHash.Of(file, cancellation);
        return new HashedFile(length, hash, before);
    }

    /// <summary>What is wrong with it; null if it is what a manifest says.</summary>
    public string? Damage(CheckpointFile file) =>
        Length != file.Length ? $"'{file.Path}' has {Length:N0} bytes instead of {file.Length:N0}"
        : Sha256 != file.Sha256 ? $"'{file.Path}' is not as it was written"
        : null;
}
