using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Carrying;
using Tune.Schedulers.Search.Outcomes;

namespace Tune.Schedulers.Search.Gp;

/// <summary>What is known of the trials, as a model is made from it.</summary>
/// <param name="space">Where configurations lie.</param>
/// <param name="objectives">What makes one result better than another.</param>
/// <param name="pointsMax">How many results a model takes.</param>
/// <param name="context">Which of a trial's reports stands for it.</param>
internal sealed class GpHistory(
    GpSpace space, GpObjectives objectives, int pointsMax, AlgorithmContext context)
{
    private const double Together = 0.02;

    private readonly OutcomeBook _book = new(context);
    private readonly SortedDictionary<int, TrialOutcome> _outcomes = [];
    private readonly HashSet<ulong> _tried = [];
    private int _longest = 1;

    /// <summary>How many trials have a result.</summary>
    public int Count => _outcomes.Count;

    /// <summary>Takes a fact in.</summary>
    /// <returns>Whether there is a result that was not there before.</returns>
    public bool Observe(TrialFact fact)
    {
        if (fact is TrialFact.Added added)
        {
            _tried.Add(added.Config.Fingerprint);
        }

        if (_book.Observe(fact) is not { } outcome)
        {
            return false;
        }

        _outcomes[outcome.Trial.Number] = outcome;
        _longest = Math.Max(_longest, outcome.Iteration);
        return true;
    }

    /// <summary>Carries it in the searcher's memory.</summary>
    public void Carry(MemoryCarrier by)
    {
        by.Map(
            _outcomes, static (by, trial) => by.Number(trial),
            static (by, outcome) => TrialOutcome.Carry(by, outcome));
        by.Fingerprints(_tried);
        _longest = by.Number(_longest);
        _book.Carry(by);
    }

    /// <summary>Whether a trial had this configuration.</summary>
    public bool WasTried(Configuration config) => _tried.Contains(config.Fingerprint);

    /// <summary>The results that a model takes, by trial number.</summary>
    public TrialOutcome[] Chosen()
    {
        if (_outcomes.Count <= pointsMax)
        {
            return [.. _outcomes.Values];
        }

        var best = objectives.Ranked(_outcomes.Values).Take(pointsMax / 2).ToHashSet();
        var newest = _outcomes.Values.Reverse().Where(outcome => !best.Contains(outcome)).Take(pointsMax - best.Count);
        return [.. best.Concat(newest).OrderBy(outcome => outcome.Trial.Number)];
    }

    /// <summary>Where the trials run that have no result yet.</summary>
    public IEnumerable<double[]> Pending() => _book.Running
        .Where(running => !_outcomes.ContainsKey(running.Trial.Number))
        .TakeLast(pointsMax / 4)
        .Select(running => space.Locate(running.Config, 1));

    /// <summary>Where a result lies. What was cut short lies nearer, the longer it was trained; what failed would have
    /// had nothing at the end either.</summary>
    public double[] Locate(TrialOutcome outcome) => space.Locate(
        outcome.Config,
        outcome.IsWhole || outcome.HasFailed ? 1 : Math.Log(1 + outcome.Iteration) / Math.Log(1 + _longest));

    /// <summary>The results that parameters are fitted to: of many that lie together only the first. Crowds around a
    /// top would make the model take what is so there for what is so everywhere.</summary>
    public (TrialOutcome[] Outcomes, GpPoints Points) Apart()
    {
        var kept = new List<(TrialOutcome Outcome, double[] Point)>();
        foreach (var outcome in Chosen())
        {
            var point = Locate(outcome);
            if (kept.TrueForAll(other => AreApart(point, other.Point)))
            {
                kept.Add((outcome, point));
            }
        }

        return ([.. kept.Select(one => one.Outcome)], new GpPoints(space.Columns, [.. kept.Select(one => one.Point)]));
    }

    /// <summary>By how much a constraint is kept to: its model's targets, and what they must be at least.</summary>
    public static (double[] Targets, double Least) Margins(TrialOutcome[] outcomes, MetricConstraint constraint)
    {
        var margins = Array.ConvertAll(outcomes, outcome => Margin(outcome, constraint));
        var finite = margins.Where(double.IsFinite).ToArray();
        if (finite.Length == 0)
        {
            return (new double[margins.Length], 0);
        }

        // What was not measured was not shown to be allowed.
        var worst = Math.Min(0, finite.Min());
        var scale = Math.Max(finite.Max(margin => Math.Abs(margin)), double.Epsilon);
        var shares = Array.ConvertAll(margins, margin => (double.IsFinite(margin) ? margin : worst) / scale);
        var mean = shares.Average();
        var deviation = Math.Sqrt(shares.Average(share => (share - mean) * (share - mean)));
        deviation = deviation > 1e-12 ? deviation : 1;
        return (Array.ConvertAll(shares, share => (share - mean) / deviation), -mean / deviation);
    }

    private static double Margin(TrialOutcome outcome, MetricConstraint constraint) =>
        outcome.Metrics.TryGet(constraint.Metric, out var value)
            ? Math.Min(value - (constraint.AtLeast ?? double.NegativeInfinity),
                (constraint.AtMost ?? double.PositiveInfinity) - value)
            : double.NaN;

    private static bool AreApart(double[] left, double[] right)
    {
        for (var c = 0; c < left.Length; c++)
        {
            if (Math.Abs(left[c] - right[c]) > Together)
            {
                return true;
            }
        }

        return false;
    }
}
