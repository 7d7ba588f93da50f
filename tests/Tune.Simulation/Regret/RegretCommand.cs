using System.Diagnostics;

namespace Tune.Simulation.Regret;

/// <summary>Every searcher with every scheduler on every problem, seed by seed, until all is done or the time is
/// up.</summary>
internal static class RegretCommand
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(15);

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
            RunAll(options, Wanted(options, problems), file);
        }

        RegretReport.Write(options.Out, problems, file.Runs);
        Console.WriteLine($"written to {options.Out}");
        return 0;
    }

    // Seed by seed, so that an early end leaves fewer seeds for all and not nothing for some.
    private static List<(Problem Problem, RunKey Key)> Wanted(RegretOptions options, List<Problem> problems)
    {
        var pairs = problems.SelectMany(problem => Pairs(options, problem).Select(pair => (problem, pair))).ToList();
        return [.. from seed in Enumerable.Range(1, options.Seeds)
            from one in pairs
            select (one.problem, new RunKey(
                one.problem.Family, one.problem.Name, one.pair.Searcher, one.pair.Scheduler, (ulong)seed))];
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

    private static void RunAll(RegretOptions options, List<(Problem Problem, RunKey Key)> wanted, RunFile file)
    {
        var open = wanted.Where(one => !file.Has(one.Key)).ToList();
        Console.WriteLine($"{wanted.Count} runs wanted, {wanted.Count - open.Count} done before");
        var (clock, said, done) = (Stopwatch.StartNew(), TimeSpan.Zero, 0);
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(options.Minutes));
        try
        {
            Parallel.ForEach(
                open,
                new ParallelOptions { MaxDegreeOfParallelism = options.Cores, CancellationToken = end.Token },
                one =>
                {
                    try
                    {
                        file.Add(Runner.Go(one.Problem, one.Key, end.Token));
                    }
                    catch (Exception problem) when (problem is not OperationCanceledException)
                    {
                        Console.WriteLine($"failed: {one.Key}: {problem.GetType().Name}: {problem.Message}");
                    }

                    Say(Interlocked.Increment(ref done));
                });
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine($"the {options.Minutes} minutes are over after {done} runs");
        }

        void Say(int count)
        {
            if (clock.Elapsed - said > SayEvery)
            {
                said = clock.Elapsed;
                Console.WriteLine($"{count} of {open.Count} after {clock.Elapsed.TotalSeconds:0} s");
            }
        }
    }
}
