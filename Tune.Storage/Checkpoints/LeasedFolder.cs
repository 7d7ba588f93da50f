using Tune.Engine.Ports;
using Tune.Files;

namespace Tune.Storage.Checkpoints;

/// <summary>A checkpoint's files under names of their own, which go when it is given back. What happens to the
/// checkpoint meanwhile is nothing to them.</summary>
internal sealed class LeasedFolder(string folder) : ICheckpointLease
{
    private int _isBack;

    /// <inheritdoc />
    public string Folder => folder;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isBack, 1) == 0
        ? new(Task.Run(() => FolderTree.TryDelete(folder)))
        : ValueTask.CompletedTask;
}
