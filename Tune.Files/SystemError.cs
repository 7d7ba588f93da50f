namespace Tune.Files;

/// <summary>What the numbers mean that an operating system gives for an error; the one place that knows them.</summary>
internal static class SystemError
{
    /// <summary>Whether something failed because the disk is full, or the user's share of it.</summary>
    /// <param name="cause">What was thrown; what caused it counts as well.</param>
    public static bool IsFullDisk(Exception? cause)
    {
        const int noSpaceUnix = 28;
        const int quotaLinux = 122;
        const int diskFullWindows = unchecked((int)0x80070070);
        return cause is not null
            && ((cause is IOException && cause.HResult is noSpaceUnix or quotaLinux or diskFullWindows)
                || IsFullDisk(cause.InnerException));
    }

    /// <summary>Whether somebody else has the file open and shares it with nobody.</summary>
    public static bool IsInUse(Exception cause)
    {
        const int againLinux = 11;
        const int againMac = 35;
        const int sharingWindows = unchecked((int)0x80070020);
        return cause is IOException && cause.HResult is againLinux or againMac or sharingWindows;
    }

    /// <summary>Whether the file system takes no change from anybody.</summary>
    public static bool IsReadOnly(Exception cause)
    {
        const int readOnlyUnix = 30;
        return cause is IOException && cause.HResult == readOnlyUnix;
    }
}
