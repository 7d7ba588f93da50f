using Tune.Engine.Ports;

namespace Tune.Engine.Stores;

/// <summary>Somebody else has appended to the journal.</summary>
public sealed class JournalConflictException(string experiment, long expected, long actual)
    : StorageException(
        StorageFault.NotOwner,
        $"The journal of '{experiment}' has {actual} events where {expected} were expected: "
        + "another owner has written to it.");
