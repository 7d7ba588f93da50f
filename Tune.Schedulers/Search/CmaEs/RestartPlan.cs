using Tune.Engine.Ports;
using Tune.Schedulers.Search.Carrying;

namespace Tune.Schedulers.Search.CmaEs;

/// <summary>How large the population and the first step of each new run are.</summary>
internal sealed class RestartPlan
{
    // Memory, not the method, bounds the number of doublings.
    private const int DoublingsMax = 12;

    private readonly CmaEsRestart _kind;
    private readonly int _firstPopulation;
    private readonly double _firstSigma;
    private int _doublings;
    private bool _isSmall;
    private long _large;
    private long _small;

    /// <summary>The first run is under way.</summary>
    /// <param name="kind">What follows it.</param>
    /// <param name="population">lambda_0.</param>
    /// <param name="sigma">sigma_0.</param>
    public RestartPlan(CmaEsRestart kind, int population, double sigma)
    {
        (_kind, _firstPopulation, _firstSigma) = (kind, population, sigma);
        (Population, Sigma) = (population, sigma);
    }

    /// <summary>How often a run has started again.</summary>
    public int Restarts { get; private set; }

    public int Population { get; private set; }

    public double Sigma { get; private set; }

    public bool IsRestarting => _kind != CmaEsRestart.None;

    /// <summary>Carries it in the searcher's memory.</summary>
    public void Carry(MemoryCarrier by)
    {
        (Restarts, Population, Sigma) = (by.Number(Restarts), by.Number(Population), by.Real(Sigma));
        (_doublings, _isSmall) = (by.Index(_doublings, DoublingsMax + 1), by.Flag(_isSmall));
        (_large, _small) = (by.Number(_large), by.Number(_small));
        if (Restarts < 0 || Population < _firstPopulation || Population > _firstPopulation << _doublings)
        {
            throw new InvalidDataException($"a population of {Population} after {_doublings} doublings");
        }
    }

    /// <summary>Counts the trials of the run under way.</summary>
    public void Count(int trials)
    {
        _large += _isSmall ? 0 : trials;
        _small += _isSmall ? trials : 0;
    }

    /// <summary>Settles the next run. Under BIPOP the kind that has had fewer trials so far is next; a small run has
    /// lambda_0 (lambda / (2 lambda_0))^(u²) trials a generation and starts with sigma_0 10^(-2 v).</summary>
    /// <param name="u">A uniform number.</param>
    /// <param name="v">A uniform number.</param>
    public void Next(double u, double v)
    {
        Restarts++;
        _isSmall = _kind == CmaEsRestart.Bipop && Restarts > 1 && _small < _large;
        if (!_isSmall)
        {
            _doublings = Math.Min(_doublings + 1, DoublingsMax);
            (Population, Sigma) = (_firstPopulation << _doublings, _firstSigma);
            return;
        }

        var ratio = (1 << _doublings) / 2.0;
        Population = Math.Max(_firstPopulation, (int)(_firstPopulation * Math.Pow(ratio, u * u)));
        Sigma = _firstSigma * Math.Pow(10, -2 * v);
    }
}
