using Tune.Benchmarks.Suites;

namespace Tune.Benchmarks;

internal static class Runner
{
    private static readonly Suite[] Suites =
    [
        EngineSuite.Make(), OverheadSuite.Make(), SlotsSuite.Scaled(), SlotsSuite.Full(), ReopenSuite.Make(),
        MemorySuite.Make(), SimulateSuite.Make(), AshaSuite.Make(), TpeSuite.Make(), GpSuite.Make(),
        ImportanceSuite.Make(), FunctionsSuite.Make(), WarmStartSuite.Make(), SearchersSuite.Make(), MlflowSuite.Make(),
        ViewerSuite.Make(),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var chosen = args is ["all"]
            ? [.. Suites.Where(suite => !suite.IsLong)]
            : Suites.Where(suite => args.Contains(suite.Name)).ToArray();
        if (chosen.Length == 0 || (args is not ["all"] && chosen.Length != args.Length))
        {
            Console.Error.WriteLine("usage: Tune.Benchmarks NAME... | all");
            foreach (var suite in Suites)
            {
                Console.Error.WriteLine(
                    $"  {suite.Name,-12} {suite.Description}{(suite.IsLong ? " (not in all)" : "")}");
            }

            return 2;
        }

        var figures = new Figures();
        foreach (var suite in chosen)
        {
            Figures.Heading(suite);
            await suite.Run(figures);
        }

        figures.End();
        return 0;
    }
}
