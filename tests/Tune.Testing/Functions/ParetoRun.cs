using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Testing.Functions;

/// <summary>Drives a searcher of several objectives through the facts an experiment would tell it.</summary>
/// <param name="options">The searcher.</param>
/// <param name="function">What is tried.</param>
/// <param name="seed">The seed.</param>
/// <param name="slots">How many trials run side by side.</param>
/// <param name="limit">How far a result is from being feasible; null for no constraint.</param>
public sealed class ParetoRun(
    SearcherOptions options, ParetoFunction function, ulong seed, int slots = 1,
    Func<Configuration, double>? limit = null)
{
    private readonly ISearcher _searcher = options.Create(ContextOf(function, seed, limit is not null));
    private readonly Queue<(TrialId Trial, Configuration Config)> _open = new();

    /// <summary>Every configuration tried.</summary>
    public List<Configuration> Tried { get; } = [];

    /// <summary>The values of every feasible result.</summary>
    public List<double[]> Results { get; } = [];

    /// <summary>The facts told.</summary>
    public List<TrialFact> Facts { get; } = [];

    /// <summary>The names of the values: f0, f1 and so on.</summary>
    public static AlgorithmContext ContextOf(ParetoFunction function, ulong seed, bool isConstrained = false)
    {
        Objective[] objectives = [.. function.Reference.Select((_, i) => new Objective($"f{i}", Mode.Min))];
        return new AlgorithmContext(seed, function.Space, objectives[0], null)
        {
            Objectives = [.. objectives],
            Constraints = isConstrained ? [new MetricConstraint("limit") { AtMost = 0 }] : [],
        };
    }

    /// <summary>Runs so many trials to their end.</summary>
    public ParetoRun Run(int trials)
    {
        for (var number = 0; number < trials; number++)
        {
            var trial = new TrialId(number);
            var config = ((Suggestion.Use)_searcher.Suggest(trial)).Config;
            Tell(new TrialFact.Added(trial, config));
            Tried.Add(config);
            _open.Enqueue((trial, config));
            if (_open.Count == slots)
            {
                Finish();
            }
        }

        while (_open.Count > 0)
        {
            Finish();
        }

        return this;
    }

    /// <summary>The volume dominated after so many trials, one at a time.</summary>
    public static double VolumeOf(SearcherOptions options, ParetoFunction function, ulong seed, int trials) =>
        function.Volume(new ParetoRun(options, function, seed).Run(trials).Results);

    private void Finish()
    {
        var (trial, config) = _open.Dequeue();
        var values = function.At(config);
        var far = Math.Max(0, limit?.Invoke(config) ?? 0);
        var metrics = MetricSet.Of([.. values.Select((value, i) => ($"f{i}", value)), ("limit", far)]);
        var seen = new Observation(trial, 1, Score.Of(values[0], Mode.Min), metrics) { Violation = far };
        Tell(new TrialFact.Judged(seen, Decision.Continue.Instance));
        Tell(new TrialFact.Ended(trial, TrialStatus.Completed));
        if (far == 0)
        {
            Results.Add(values);
        }
    }

    private void Tell(TrialFact fact)
    {
        Facts.Add(fact);
        _searcher.Observe(fact);
    }
}
