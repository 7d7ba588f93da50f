using Tune.Quality.Regret;

namespace Tune.Quality.Fronts;

/// <summary>Every searcher of several objectives on every problem, seed by seed, until all is done or the time is up.
/// </summary>
internal static class FrontCommand
{
    public static int Run(RegretOptions options)
    {
        using var file = new RunFile(options.Runs);
        if (!options.ReportOnly)
        {
            RunLoop.Make(options, Wanted(options), file);
        }

        FrontReport.Write(options.Out, file.Runs);
        Console.WriteLine($"written to {options.Out}");
        return 0;
    }

    private static List<(RunKey Key, Func<CancellationToken, Run> Go)> Wanted(RegretOptions options) =>
    [
        .. from seed in Enumerable.Range(1, options.Seeds)
           from problem in FrontProblems.All
           from searcher in options.Searchers
           let key = FrontRunner.KeyOf(problem, searcher, seed)
           select (key, (Func<CancellationToken, Run>)(end => FrontRunner.Go(problem, key, end))),
    ];
}
