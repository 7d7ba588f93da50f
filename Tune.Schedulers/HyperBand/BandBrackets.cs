using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.HyperBand;

/// <summary>The brackets of all bands, as people see them.</summary>
internal sealed class BandBrackets(HyperBandOptions options) : IBrackets
{
    private readonly Band _band = new(options);

    public int Of(TrialId trial) => _band.BracketOf(trial);

    public IReadOnlyList<int> RungsOf(int bracket) => [.. _band.PlanOf(bracket).Rungs, options.MaxIterations];

    public long? SizeOf(int bracket) => _band.PlanOf(bracket).Size;
}
