using Tune.Storage.Disks;

namespace Tune.Storage.Tests.Disks;

/// <summary>A disk that has as much room as the test says.</summary>
internal sealed class CrampedDisk : Disk
{
    /// <summary>How much is free; null if that cannot be said.</summary>
    public long? Bytes { get; set; }

    public override long? Free(string path) => Bytes;
}
