using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.HostProbe.Training;
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

    public static Tuner SameCode(string name, string other) =>
        Of(other, GoodCode.TrainAsync, Isolation.Process) with { Name = name };

    public static Tuner Hoard(string name, long? quota) => Of(name, GoodCode.HoardAsync) with
    {
        Checkpoints = new CheckpointPolicy { EveryIterations = 1, KeepLast = 2, KeepBest = 3, QuotaBytes = quota },
        Trials = 6,
    };
}

internal sealed record ProbeConfig([Uniform(0, 1)] double X, [Choice("a", "b")] string Kind);
