namespace Tune.Hosting.Running;

/// <summary>Whether a program was published trimmed, which is refused: what is found by reflection is gone then, and
/// that it is gone nobody would see.</summary>
internal static class Trimming
{
    public const string Why =
        "Experiments are found, and searchers, schedulers and configurations stored and made, by reflection, and "
        + "trimming takes away what is found so. Publish without PublishTrimmed and PublishAot; PublishSingleFile is "
        + "all right.";

    /// <summary>Whether this program has lost what nothing refers to. The name is put together as the program runs, or
    /// whoever trims would see what is looked for and keep it.</summary>
    public static bool HasHappened { get; } =
        typeof(Trimming).Assembly.GetType(typeof(Trimming).FullName + "+ReferredToByNobody") is null;

    /// <exception cref="PlatformNotSupportedException">It was trimmed.</exception>
    public static void Refuse()
    {
        if (HasHappened)
        {
            throw new PlatformNotSupportedException("This program was published trimmed. " + Why);
        }
    }

    // That nothing refers to it is its use.
    private static class ReferredToByNobody;
}
