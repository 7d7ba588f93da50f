using System.Reflection;

namespace Tune.Hosting.Running;

/// <summary>Whether a program was published trimmed, which is refused: what is found by reflection is gone then, and
/// that it is gone nobody would see.</summary>
internal static class Trimming
{
    public const string Why =
        "Experiments are found, and searchers, schedulers and configurations stored and made, by reflection, and "
        + "trimming takes away what is found so. Publish without PublishTrimmed and PublishAot; PublishSingleFile is "
        + "all right.";

    /// <summary>Whether this program has lost what nothing refers to.</summary>
    public static bool HasHappened { get; } = Find(nameof(Trimming).Length > 0 ? "ReferredToByNobody" : "") is null;

    /// <exception cref="PlatformNotSupportedException">It was trimmed.</exception>
    public static void Refuse()
    {
        if (HasHappened)
        {
            throw new PlatformNotSupportedException("This program was published trimmed. " + Why);
        }
    }

    // The name comes as an argument, or whoever trims would see what is looked for and keep it.
    private static MethodInfo? Find(string name) =>
        typeof(Trimming).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic);

#pragma warning disable IDE0051, CA1823 // That nothing refers to it is its use.
    private static void ReferredToByNobody()
    {
    }
#pragma warning restore IDE0051, CA1823
}
