using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Testing.Functions;

/// <summary>Drives a searcher through the facts an experiment would tell it, one trial after the other.</summary>
public sealed class AskTellRun(SearcherOptions options, SearchSpace space, ulong seed, int trials)
{
    private static readonly Objective s_objective = new("value", Mode.Min);

    private readonly ISearcher _searcher =
        options.Create(new AlgorithmContext(seed, space, s_objective, trials));

    /// <summary>How many trials are done.</summary>
    public int Done { get; private set; }

    /// <summary>The lowest value so far; infinity before the first.</summary>
    public double Best { get; private set; } = double.PositiveInfinity;

    /// <summary>Asks for one configuration, tries it and tells the result.</summary>
    public Configuration Step(Func<Configuration, double> value)
    {
        var trial = new TrialId(Done++);
        var config = ((Suggestion.Use)_searcher.Suggest(trial)).Config;
        _searcher.Observe(new TrialFact.Added(trial, config));
        var result = value(config);
        var seen = new Observation(
            trial, 1, Score.Of(result, s_objective.Mode), MetricSet.Of((s_objective.Metric, result)));
        _searcher.Observe(new TrialFact.Judged(seen, Decision.Continue.Instance));
        _searcher.Observe(new TrialFact.Ended(trial, TrialStatus.Completed));
        Best = Math.Min(Best, result);
        return config;
    }

    /// <summary>The lowest value after all trials.</summary>
    public static double BestOf(SearcherOptions options, TestFunction function, ulong seed, int trials)
    {
        var run = new AskTellRun(options, function.Space, seed, trials);
        while (run.Done < trials)
        {
            run.Step(function.At);
        }

        return run.Best;
    }
}
