namespace Tune.Engine.Ports;

/// <summary>The store cannot do what was asked. The message says where, why and what to do.</summary>
public class StorageException : Exception
{
    /// <summary>Makes it.</summary>
    public StorageException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

/// <summary>Somebody else has appended to the journal.</summary>
public sealed class JournalConflictException(string experiment, long expected, long actual)
    : StorageException($"The journal of '{experiment}' has {actual} events where {expected} were expected: "
        + "another owner has written to it.");
