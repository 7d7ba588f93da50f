using System.Diagnostics;
using Tune.Simulation.Regret;

namespace Tune.Simulation.Fronts;

/// <summary>Every searcher of several objectives on every problem, seed by seed, until all is done or the time is up.
/// </summary>
internal static class FrontCommand
{
    public static int Run(RegretOptions options)
    {
        using var file = new RunFile(options.Runs);
        var open = (
            from seed in Enumerable.Range(1, options.Seeds)
            from problem in FrontProblems.All
            from searcher in options.Searchers
            let key = FrontRunner.KeyOf(problem, searcher, seed)
            where !options.ReportOnly && !file.Has(key)
            select (problem, key)).ToList();
        Console.WriteLine($"{open.Count} runs to do");
        var clock = Stopwatch.StartNew();
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(options.Minutes));
        try
        {
            Parallel.ForEach(
                open, new ParallelOptions { MaxDegreeOfParallelism = options.Cores, CancellationToken = end.Token },
                one => file.Add(FrontRunner.Go(one.problem, one.key, end.Token)));
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine($"the time is up after {clock.Elapsed.TotalSeconds:0} s");
        }

        FrontReport.Write(options.Out, file.Runs);
        return 0;
    }
}
