using System.Globalization;
using Tune.Clustering.Tests.Storms;

namespace Tune.Chaos.Calls;

/// <summary>The long form of the storms of calls: every one of them must end with one answer.</summary>
internal static class CallsProgram
{
    public const string Verb = "calls";

    private const int CallsOrEnough = 20_000;
    private const string Usage = "usage: Tune.Chaos calls [--seed S] [--calls N] [--storm NAME]";

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new StormOptions { Calls = CallsOrEnough };
        string? only = null;
        for (var i = 0; i < args.Length; i += 2)
        {
            if (args[i] == "--storm" && i + 1 < args.Length)
            {
                only = args[i + 1];
                continue;
            }

            if (i + 1 == args.Length || !int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var number))
            {
                throw new ArgumentException($"{args[i]} needs a whole number. {Usage}");
            }

            options = args[i] switch
            {
                "--seed" => options with { Seed = (ulong)number },
                "--calls" => options with { Calls = number },
                _ => throw new ArgumentException($"'{args[i]}' is not known. {Usage}"),
            };
        }

        var isClean = true;
        foreach (var (name, storm) in Storms(options).Where(storm => only is null || storm.Name == only))
        {
            await using var run = new Storm(storm);
            var verdict = await run.RunAsync();
            Console.WriteLine($"{name}: {verdict}");
            foreach (var odd in run.Odd.Take(5))
            {
                Console.WriteLine($"  {odd}");
            }

            isClean &= verdict.IsClean(storm.Disposes);
        }

        return isClean ? 0 : 1;
    }

    private static IEnumerable<(string Name, StormOptions Storm)> Storms(StormOptions options) =>
    [
        ("full disk", options),
        ("broken owners", options with
        {
            FullEvery = 0, BreakEvery = 40, OpenFailsEvery = 7, DisposeFailsEvery = 5,
        }),

        // They take the experiment from one another at every call.
        ("two owners", options with { Owners = 2, FullEvery = 0, Calls = options.Calls / 20 }),
        ("two owners that break", options with
        {
            Owners = 2, FullEvery = 60, BreakEvery = 90, Calls = options.Calls / 20,
        }),
        ("disposed of", options with { Disposes = true, BreakEvery = 60 }),
    ];
}
