using Tune.Engine.Ports;

namespace Tune.Storage.Checkpoints;

/// <summary>A folder that is there anyway: giving it back changes nothing.</summary>
internal sealed class FolderLease(string folder) : ICheckpointLease
{
    /// <inheritdoc />
    public string Folder => folder;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
