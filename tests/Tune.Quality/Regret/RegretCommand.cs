namespace Tune.Quality.Regret;

/// <summary>Every searcher with every scheduler on every problem, seed by seed, until all is done or the time is
/// up.</summary>
internal static class RegretCommand
{
    public static int Run(RegretOptions options)
    {
        var problems = options.Families.SelectMany(Problems.Of).ToList();
        if (!options.Families.All(Problems.IsFormula) && problems.TrueForAll(
            problem => Problems.IsFormula(problem.Family)))
        {
            Console.Error.WriteLine(Tables.SharedTables.Absent);
        }

        using var file = new RunFile(options.Runs);
        if (!options.ReportOnly)
        {
            RunLoop.Make(options, Wanted(options, problems), file);
        }

        RegretReport.Write(options.Out, problems, file.Runs);
        Console.WriteLine($"written to {options.Out}");
        return 0;
    }

    // Seed by seed, so that an early end leaves fewer seeds for all and not nothing for some.
    private static List<(RunKey Key, Func<CancellationToken, Run> Go)> Wanted(
        RegretOptions options, List<Problem> problems)
    {
        var pairs = problems.SelectMany(problem => Pairs(options, problem).Select(pair => (problem, pair))).ToList();
        return
        [
            .. from seed in Enumerable.Range(1, options.Seeds)
               from one in pairs
               let key = new RunKey(
                   one.problem.Family, one.problem.Name, one.pair.Searcher, one.pair.Scheduler, (ulong)seed)
               select (key, (Func<CancellationToken, Run>)(end => Runner.Go(one.problem, key, end))),
        ];
    }

    private static IEnumerable<(string Searcher, string Scheduler)> Pairs(RegretOptions options, Problem problem)
    {
        // Where every trial is one step, or the configurations are given, one of the two has nothing to decide.
        var searchers = problem.Points is null ? options.Searchers : ["random"];
        var schedulers = problem.Iterations > 1 ? options.Schedulers : ["fifo"];
        foreach (var searcher in searchers)
        {
            foreach (var scheduler in schedulers)
            {
                var key = new RunKey(problem.Family, problem.Name, searcher, scheduler, 1);
                if (Algorithms.WhyNot(Runner.Spec(problem, key)) is { } why)
                {
                    Console.WriteLine($"left out: {searcher} + {scheduler} on {problem.Name}: {why}");
                }
                else
                {
                    yield return (searcher, scheduler);
                }
            }
        }
    }
}
