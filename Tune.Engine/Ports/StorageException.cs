namespace Tune.Engine.Ports;

/// <summary>The store cannot do what was asked. The message says where, why and what to do.</summary>
public class StorageException : Exception
{
    /// <summary>Makes it.</summary>
    public StorageException(StorageFault kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>Why, as far as it matters for what to do next.</summary>
    public StorageFault Kind { get; }
}
