namespace Tune.Storage.LiteDb;

/// <summary>What went wrong first in writing a file or its log.</summary>
internal sealed class PageFault
{
    private Exception? _first;

    /// <summary>The first error; null while all is well.</summary>
    public Exception? First
    {
        get => Volatile.Read(ref _first);
        set => Volatile.Write(ref _first, value);
    }
}
