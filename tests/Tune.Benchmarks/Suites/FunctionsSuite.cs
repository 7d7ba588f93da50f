using Tune.Engine.Ports;
using Tune.Schedulers.Search.Gp;
using Tune.Schedulers.Search.Halton;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.Sobol;
using Tune.Schedulers.Search.Tpe;
using Tune.Testing.Functions;

namespace Tune.Benchmarks.Suites;

/// <summary>How good searchers are: the median over seeds of the lowest value found on each test function.</summary>
internal static class FunctionsSuite
{
    private const int Seeds = 31;
    private const int Trials = 200;

    // Medians of Optuna 5 over its seeds at 200 trials, in the order of TestFunctions.All.
    private static readonly double[] s_peer = [0.401, -3.292, 709, 8.90, 20.3, 8.75, 15.2];
    private static readonly double[] s_peerGp = [0.398, -3.322, 951, 5.15, 24.8, 10.52, 22.7];

    private static readonly (string Name, SearcherOptions Options)[] s_searchers =
    [
        ("random", new RandomSearchOptions()), ("sobol", new SobolOptions()), ("halton", new HaltonOptions()),
        ("tpe", new TpeOptions()), ("gp", new GpOptions()),
    ];

    public static Suite Make() => new(
        "functions", $"lowest value in {Trials} trials, median of {Seeds} seeds, by searcher", IsLong: true, Run);

    private static Task Run(Figures figures)
    {
        for (var f = 0; f < TestFunctions.All.Count; f++)
        {
            foreach (var (name, options) in s_searchers)
            {
                var found = Enumerable.Range(0, Seeds)
                    .Select(seed => AskTellRun.BestOf(options, TestFunctions.All[f], (ulong)seed, Trials));
                figures.Say(
                    $"{name}_{TestFunctions.All[f].Name.Replace(' ', '-')}", found.Order().ElementAt(Seeds / 2), "",
                    FormattableString.Invariant($"Optuna 5 TPE: {s_peer[f]}, GP: {s_peerGp[f]}"));
            }
        }

        return Task.CompletedTask;
    }
}
