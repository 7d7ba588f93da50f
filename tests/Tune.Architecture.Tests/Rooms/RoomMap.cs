namespace Tune.Architecture.Tests.Rooms;

/// <summary>
/// Loops between the rooms of a project, as data. There should be none: each may only become smaller.
/// </summary>
internal static class RoomMap
{
    public static IReadOnlyList<KnownLoop> KnownLoops { get; } =
    [
        new("Tune.Engine", "Experiments", "Ports", "Results", "Stopping"),
    ];
}
