using Tune.Engine.Pareto;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Schedulers.Ranking;
using Tune.Schedulers.Search.Outcomes;

namespace Tune.Schedulers.Search.Gp;

/// <summary>The objectives of an experiment, each with a model of its own.</summary>
/// <param name="context">The experiment.</param>
/// <param name="weights">How many weights there are.</param>
internal sealed class GpObjectives(AlgorithmContext context, int weights)
{
    private readonly Goals? _goals = context.Objectives.Length > 1 ? new Goals(context) : null;
    private readonly WarpedFit[] _fits =
    [
        .. Enumerable.Range(0, Math.Max(1, context.Objectives.Length))
            .Select(_ => new WarpedFit(weights, context.Objectives.Length <= 1)),
    ];

    /// <summary>Fits to results.</summary>
    public void Update(GpPoints points, TrialOutcome[] outcomes)
    {
        for (var k = 0; k < _fits.Length; k++)
        {
            _fits[k].Update(points, Scores(outcomes, k));
        }
    }

    /// <summary>Carries what was fitted last.</summary>
    public void Carry(MemoryCarrier by)
    {
        foreach (var fit in _fits)
        {
            fit.Carry(by);
        }
    }

    /// <summary>The models of a trial.</summary>
    /// <param name="points">Where results are known, then where trials run.</param>
    /// <param name="outcomes">The results.</param>
    /// <param name="random">Draws the parameters.</param>
    public GpModel[] Models(GpPoints points, TrialOutcome[] outcomes, KeyedRandom random)
    {
        var models = new GpModel[_fits.Length];
        for (var k = 0; k < models.Length; k++)
        {
            models[k] = new GpModel(points, _fits[k].TargetsOf(Scores(outcomes, k)), _fits[k].Draw(random));
        }

        return models;
    }

    /// <summary>The best of some results first: by score, or by front where there are several objectives.</summary>
    public IEnumerable<TrialOutcome> Ranked(IReadOnlyCollection<TrialOutcome> outcomes)
    {
        if (_goals is null)
        {
            return outcomes.Order();
        }

        TrialOutcome[] some = [.. outcomes];
        var ranks = ParetoFront.Ranks(
            [.. some.Select(Values)], [.. some.Select(outcome => outcome.Violation)]);
        return Enumerable.Range(0, some.Length).OrderBy(i => ranks[i]).ThenBy(i => some[i].Trial.Number)
            .Select(i => some[i]);
    }

    private double[] Scores(TrialOutcome[] outcomes, int objective) =>
        Array.ConvertAll(outcomes, outcome => Values(outcome)[objective]);

    // A result that lacks one objective is as good as none.
    private double[] Values(TrialOutcome outcome)
    {
        if (_goals is null)
        {
            return [outcome.Score.Value];
        }

        var values = _goals.Of(outcome.Metrics);
        return Goals.AreUsable(values) ? values : Array.ConvertAll(values, _ => double.NegativeInfinity);
    }
}
