using System.Diagnostics;

namespace Tune.Quality.Regret;

/// <summary>Makes runs until all are done or the time is up, and says how far it is.</summary>
internal static class RunLoop
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(15);

    /// <summary>Each run is written down as it ends; one that breaks is named, and the others go on.</summary>
    public static void Make(
        RegretOptions options, IReadOnlyList<(RunKey Key, Func<CancellationToken, Run> Go)> wanted, RunFile file)
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
                        file.Add(one.Go(end.Token));
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
