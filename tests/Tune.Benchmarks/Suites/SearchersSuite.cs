using System.Diagnostics;
using System.Globalization;
using Tune.Engine.AskTell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Schedulers;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.RandomSearch;

namespace Tune.Benchmarks.Suites;

/// <summary>What the default searcher costs where searches were found slow: several objectives, many parameters, many
/// given points; each against the same run with less, in processor time of this process.</summary>
internal static class SearchersSuite
{
    private const int Trials = 500;
    private const int WideTrials = 150;
    private const int GivenTrials = 100_000;

    public static Suite Make() => new(
        "searchers", "The default searcher: two objectives, 1,000 parameters, 100,000 given points", IsLong: false,
        Run);

    private static Task Run(Figures figures)
    {
        var random = new RandomSearchOptions();
        Two(DefaultAlgorithms.Searcher, objectives: 2, trials: 60);
        var one = Two(DefaultAlgorithms.Searcher, objectives: 1, Trials);
        var two = Two(DefaultAlgorithms.Searcher, objectives: 2, Trials);
        figures.Say("one_objective_s", one, "s", "");
        figures.Say("two_objectives_s", two, "s", "");
        figures.Say("two_to_one_objective", two / one, "", "at most 2.5");

        Wide(random, 10);
        var drawn = Wide(random, WideTrials);
        var wide = Wide(DefaultAlgorithms.Searcher, WideTrials);
        figures.Say("1000_parameters_random_s", drawn, "s", "");
        figures.Say("1000_parameters_s", wide, "s", "at most 10");

        var free = Given(0);
        var given = Given(GivenTrials);
        figures.Say("100000_random_trials_s", free, "s", "");
        figures.Say("100000_given_points_s", given, "s", "");
        figures.Say("given_to_random", given / free, "", "at most 3");
        return Task.CompletedTask;
    }

    private static double Two(SearcherOptions searcher, int objectives, int trials) => Seconds(
        new SearchSpace()
            .Uniform("x", 0, 1).LogUniform("lr", 1e-5, 1).Integer("layers", 1, 8).Choice("act", "a", "b", "c"),
        searcher, objectives, trials, given: 0);

    private static double Wide(SearcherOptions searcher, int trials)
    {
        var space = new SearchSpace();
        for (var i = 0; i < 1000; i++)
        {
            space = space.Uniform(string.Create(CultureInfo.InvariantCulture, $"x{i}"), 0, 1);
        }

        return Seconds(space, searcher, 1, trials, given: 0);
    }

    private static double Given(int given) => Seconds(
        new SearchSpace().Uniform("x", 0, 1).LogUniform("lr", 1e-5, 1),
        new RandomSearchOptions(), 1, GivenTrials, given);

    private static double Seconds(SearchSpace space, SearcherOptions searcher, int objectives, int trials, int given)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var loop = new AskTellLoop(new ExperimentSpec
        {
            Name = "speed",
            Trainable = AskTellLoop.Trainable,
            Space = space,
            Objective = new Objective("f0", Mode.Min),
            FurtherObjectives = objectives > 1 ? [new Objective("f1", Mode.Min)] : [],
            Trials = trials,
            Seed = 1,
            Searcher = searcher,
            Scheduler = new FifoOptions(),
            PointsToEvaluate =
                [.. Enumerable.Range(0, given).Select(i => Configuration.Of(("x", (double)i / GivenTrials)))],
        });
        while (loop.Ask() is { } asked)
        {
            var first = asked.Config.First().Value.AsReal();
            loop.Report(asked.Trial, 1, MetricSet.Of(("f0", first), ("f1", (1 - first) * (1 - first))));
            loop.Complete(asked.Trial);
            loop.TakeEvents();
        }

        return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
    }
}
