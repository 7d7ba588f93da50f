using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Hosting;
using Tune.Trainables;

namespace Tune.HostProbe;

internal static class Probe
{
    /// <summary>Four trials that maximise <c>score</c>, with a checkpoint at every report.</summary>
    public static Tuner<ProbeConfig> Of(
        string name, Func<TrialContext, ProbeConfig, Task> train, Isolation isolation = Isolation.Thread) =>
        new(name, Trainable.Function(name, train) with { Isolation = isolation })
        {
            Metric = "score",
            Trials = 4,
            Failure = new FailurePolicy(MaxRetries: 1),
            Checkpoints = new CheckpointPolicy { EveryIterations = 1 },
        };
}

internal sealed record ProbeConfig([Uniform(0, 1)] double X, [Choice("a", "b")] string Kind);
