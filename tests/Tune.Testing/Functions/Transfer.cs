using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.Tpe;
using Tune.Schedulers.Search.WarmStart;

namespace Tune.Testing.Functions;

/// <summary>Searches that begin with the trials of a search on another function.</summary>
public static class Transfer
{
    private const int SourceTrials = 60;

    /// <summary>The function moved by up to a twentieth of each range, or by as much as is asked for.</summary>
    public static TestFunction Near(TestFunction function, ulong seed, double share = 0.05)
    {
        var random = KeyedRandom.For(seed, "transfer/shift");
        var shifts = function.Space.Parameters.Select(parameter =>
            share * ((2 * random.NextUnit()) - 1) * Range((RealDomain)parameter.Domain)).ToArray();
        return function with { Of = point => function.Of([.. point.Select((x, i) => x - shifts[i])]) };
    }

    /// <summary>The function with every good place made a bad one: a source that misleads.</summary>
    public static TestFunction Opposite(TestFunction function) => function with { Of = point => -function.Of(point) };

    /// <summary>The lowest value after each trial on a function.</summary>
    /// <param name="inner">The searcher.</param>
    /// <param name="target">What is searched.</param>
    /// <param name="source">What was searched before; null for nothing.</param>
    /// <param name="seed">Decides all chance.</param>
    /// <param name="trials">How many.</param>
    public static double[] Run(
        SearcherOptions inner, TestFunction target, TestFunction? source, ulong seed, int trials)
    {
        var options = source is null ? inner : new WarmStartOptions { Inner = inner, Priors = Priors(source, seed) };
        var run = new AskTellRun(options, target.Space, seed, trials);
        return [.. Enumerable.Range(0, trials).Select(_ =>
        {
            run.Step(target.At);
            return run.Best;
        })];
    }

    private static System.Collections.Immutable.ImmutableArray<PriorTrial> Priors(TestFunction source, ulong seed)
    {
        var run = new AskTellRun(new TpeOptions(), source.Space, seed + 1_000, SourceTrials);
        var trials = new List<TrialSummary>();
        while (run.Done < SourceTrials)
        {
            var value = double.NaN;
            var config = run.Step(config => value = source.At(config));
            trials.Add(new TrialSummary
            {
                Trial = new TrialId(trials.Count), Config = config, Status = TrialStatus.Completed, Iteration = 1,
                BestScore = Score.Of(value, Mode.Min),
            });
        }

        var spec = new ExperimentSpec
        {
            Name = "source", Trainable = "source", Space = source.Space, Objective = new Objective("value", Mode.Min),
            Searcher = new TpeOptions(), Scheduler = new FifoOptions(),
        };
        return PriorTrials.Of(spec, trials, source.Space, max: 50).Taken;
    }

    private static double Range(RealDomain domain) => domain.High - domain.Low;
}
