using Tune.Engine.Ports;
using Tune.Schedulers.Search.CmaEs;
using Tune.Schedulers.Search.Gp;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.Tpe;
using Tune.Testing.Functions;

namespace Tune.Benchmarks.Suites;

/// <summary>What a warm start gains when the earlier experiment was about nearly the same, and what it costs when it
/// was about the opposite: the median over seeds of the distance to the minimum.</summary>
internal static class WarmStartSuite
{
    private const int Seeds = 31;
    private static readonly int[] s_after = [5, 10, 20, 50, 100];

    private static readonly (string Name, SearcherOptions Options)[] s_searchers =
    [
        ("random", new RandomSearchOptions()), ("tpe", new TpeOptions()), ("gp", new GpOptions()),
        ("cma-es", new CmaEsOptions()),
    ];

    private static readonly TestFunction[] s_functions =
    [
        TestFunctions.Hartmann6, TestFunctions.Ackley10.Shifted(), TestFunctions.Rosenbrock10,
    ];

    public static Suite Make() => new(
        "warmstart", $"distance to the minimum, median of {Seeds} seeds: cold, near source, opposite source",
        IsLong: true, Run);

    private static Task Run(Figures figures)
    {
        foreach (var function in s_functions)
        {
            foreach (var (name, options) in s_searchers)
            {
                var label = $"{function.Name.Replace(' ', '-')}_{name}";
                Say(figures, $"{label}_cold", options, function, _ => null);
                Say(figures, $"{label}_near", options, function, seed => Transfer.Near(function, seed));
                Say(figures, $"{label}_opposite", options, function, _ => Transfer.Opposite(function));
            }
        }

        return Task.CompletedTask;
    }

    private static void Say(
        Figures figures, string name, SearcherOptions options, TestFunction function,
        Func<ulong, TestFunction?> source)
    {
        var runs = Enumerable.Range(0, Seeds)
            .Select(seed => Transfer.Run(options, function, source((ulong)seed), (ulong)seed, s_after[^1])).ToArray();
        foreach (var after in s_after)
        {
            var median = runs.Select(run => run[after - 1] - function.Minimum).Order().ElementAt(Seeds / 2);
            figures.Say($"{name}_{after}", median, "", "");
        }
    }
}
