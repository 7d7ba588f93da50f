using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Asha;

/// <summary>
/// Which bracket a trial belongs to: a function of the seed and the trial's number and of nothing else, so a retry, a
/// restart or another order of arrivals never moves a trial.
/// </summary>
/// <remarks>
/// Ray Tune weighs a bracket with e to the number of its rungs. Each bracket has one rung fewer than the one before, so
/// the weights are 1, 1/e, 1/e^2 and so on, made by division because powers may differ in their last bit by machine.
/// </remarks>
internal sealed class BracketDraw
{
    private readonly ulong _seed;
    private readonly double[] _weights;
    private readonly double _total;

    public BracketDraw(ulong seed, int brackets)
    {
        _seed = seed;
        _weights = new double[brackets];
        _weights[0] = 1;
        for (var s = 1; s < brackets; s++)
        {
            _weights[s] = _weights[s - 1] / Math.E;
        }

        _total = _weights.Sum();
    }

    public int Of(TrialId trial)
    {
        if (_weights.Length == 1)
        {
            return 0;
        }

        var left = KeyedRandom.For(_seed, "asha/bracket", trial.Number).NextUnit() * _total;
        var bracket = 0;
        while (bracket < _weights.Length - 1 && left >= _weights[bracket])
        {
            left -= _weights[bracket++];
        }

        return bracket;
    }
}
