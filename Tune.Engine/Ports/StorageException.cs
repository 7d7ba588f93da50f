namespace Tune.Engine.Ports;

/// <summary>The store cannot do what was asked. The message says where, why and what to do.</summary>
public class StorageException : Exception
{
    /// <summary>Makes it.</summary>
    public StorageException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Whether something failed because the disk is full, or the user's share of it: a reason to wait, and
    /// nobody's fault.</summary>
    /// <param name="cause">What was thrown; what caused it counts as well.</param>
    public static bool IsOfAFullDisk(Exception? cause)
    {
        const int noSpaceUnix = 28;
        const int quotaLinux = 122;
        const int diskFullWindows = unchecked((int)0x80070070);
        return cause is not null
            && ((cause is IOException && cause.HResult is noSpaceUnix or quotaLinux or diskFullWindows)
                || IsOfAFullDisk(cause.InnerException));
    }
}

/// <summary>Somebody else has appended to the journal.</summary>
public sealed class JournalConflictException(string experiment, long expected, long actual)
    : StorageException($"The journal of '{experiment}' has {actual} events where {expected} were expected: "
        + "another owner has written to it.");
