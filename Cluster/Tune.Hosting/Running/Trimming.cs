using System.Reflection;
using System.Text.Json;

namespace Tune.Hosting.Running;

/// <summary>Whether a program was published trimmed, which is refused: what is found by reflection is gone then, and
/// that it is gone nobody would see.</summary>
internal static class Trimming
{
    public const string Why =
        "Experiments are found, and searchers, schedulers and configurations stored and made, by reflection, and "
        + "trimming takes away what is found so. Publish without PublishTrimmed and PublishAot; PublishSingleFile is "
        + "all right.";

    /// <summary>What is wrong with this program, as a sentence; null if it is whole.</summary>
    public static string? Problem { get; } =
        Sentence(typeof(Trimming).Assembly, JsonSerializer.IsReflectionEnabledByDefault);

    /// <exception cref="PlatformNotSupportedException">It was trimmed.</exception>
    public static void Refuse()
    {
        if (Problem is { } problem)
        {
            throw new PlatformNotSupportedException($"{problem} {Why}");
        }
    }

    // The name is put together as the program runs, or whoever trims would see what is looked for and keep it. With
    // TrimMode=partial all of this assembly stays, but the build then turns off what journals are written with.
    private static string? Sentence(Assembly assembly, bool mayReflect) =>
        assembly.GetType(typeof(Trimming).FullName + "+ReferredToByNobody") is null
            ? "This program was published trimmed."
            : mayReflect
            ? null
            : "This program was published trimmed, or JsonSerializerIsReflectionEnabledByDefault was set to false.";

    // That nothing refers to it is its use.
    private static class ReferredToByNobody;
}
