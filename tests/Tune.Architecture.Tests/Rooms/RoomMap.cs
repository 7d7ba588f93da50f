namespace Tune.Architecture.Tests.Rooms;

/// <summary>
/// Loops between the rooms of a project, as data. There should be none: each may only become smaller.
/// </summary>
internal static class RoomMap
{
    public static IReadOnlyList<KnownLoop> KnownLoops { get; } =
    [
        new("Tune.Cli", RoomReader.Top, "Analysing", "Commands", "Reading", "Running", "Simulating"),
        new("Tune.Engine", "Checkpoints", "Trials"),
        new("Tune.Engine", "Experiments", "Ports", "Results", "Stopping"),
        new("Tune.Hosting", RoomReader.Top, "Running"),
        new("Tune.Plots", RoomReader.Top, "Charts", "Layout"),
        new("Tune.Plots", "Lettering", "Scales"),
        new("Tune.Schedulers", RoomReader.Top, "Asha", "Fifo", "Foresight", "HyperBand", "MedianStopping", "Pasha",
            "Pb2", "Pbt", "PbtReplay"),
        new("Tune.Schedulers", "ResourceChanging", "TimeSharing"),
        new("Tune.Storage", RoomReader.Top, "Checkpoints", "InMemory", "Journal", "LiteDb", "Tracking"),
        new("Tune.Trainables", RoomReader.Top, "Commands", "Running"),
    ];
}
