using Tune.Engine.Spaces;
using Tune.Hosting;
using Tune.Trainables;

namespace Tune.HostProbe.Training;

/// <summary>An experiment that cannot even be defined.</summary>
internal static class BadSpace
{
    [Experiment("has a space that is upside down")]
    public static Tuner Make() => new Tuner<UpsideDown>("bad-space", (_, _) => Task.CompletedTask)
    {
        Metric = "score",
    };

    private sealed record UpsideDown([Uniform(1, 0)] double Rate);
}
