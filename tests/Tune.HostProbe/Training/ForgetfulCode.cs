using Tune.Engine.Metrics;
using Tune.Trainables;

namespace Tune.HostProbe.Training;

/// <summary>Saves nothing.</summary>
internal sealed class ForgetfulCode : StepTrainable<ProbeConfig>
{
    private ProbeConfig _config = null!;

    protected override void Setup(ProbeConfig config) => _config = config;

    protected override MetricSet? Step() => [new("score", _config.X)];
}
