using Tune.Engine.AskTell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Schedulers.Fifo;

namespace Tune.Testing.Functions;

/// <summary>Drives a searcher through an experiment in memory, one trial after the other.</summary>
public sealed class AskTellRun(SearcherOptions options, SearchSpace space, ulong seed, int trials)
{
    private readonly AskTellLoop _loop = new(new ExperimentSpec
    {
        Name = "function",
        Trainable = AskTellLoop.Trainable,
        Space = space,
        Objective = new Objective("value", Mode.Min),
        Trials = trials,
        Seed = seed,
        Searcher = options,
        Scheduler = new FifoOptions(),
    });

    /// <summary>How many trials are done.</summary>
    public int Done { get; private set; }

    /// <summary>The lowest value so far; infinity before the first.</summary>
    public double Best { get; private set; } = double.PositiveInfinity;

    /// <summary>Asks for one configuration, tries it and tells the result.</summary>
    public Configuration Step(Func<Configuration, double> value)
    {
        var asked = _loop.Ask()!;
        var result = value(asked.Config);
        _loop.Report(asked.Trial, 1, MetricSet.Of(("value", result)));
        _loop.Complete(asked.Trial);
        _loop.TakeEvents();
        Best = Math.Min(Best, result);
        Done++;
        return asked.Config;
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
