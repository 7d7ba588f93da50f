namespace Tune.Engine.Ports;

/// <summary>An open checkpoint. Disposing gives it back; what is read from its folder must have been read by then.
/// </summary>
public interface ICheckpointLease : IAsyncDisposable
{
    /// <summary>Where its files are. They are to be read and never changed: others may be reading the same ones.
    /// </summary>
    string Folder { get; }
}
