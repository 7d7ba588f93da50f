using System.Globalization;

namespace Tune.Quality.Regret;

/// <summary>What the command line says.</summary>
internal sealed record RegretOptions
{
    public const string Usage =
        """
        usage: Tune.Quality regret [options]     one objective: distance to the best value
               Tune.Quality fronts [options]     several objectives: share of the front that is lacking
          --minutes N      stop after so many minutes; what is done is kept (default 10)
          --cores N        so many runs side by side (default 1)
          --seeds N        seeds for each pair and problem (default 30)
          --family A,B     functions, bbob, grid, lcbench, taskset, taskset-protocol (default all)
          --searcher A,B   names of the catalogue (default all)
          --scheduler A,B  names of the catalogue, default, asha-promotion, asha-3-brackets (default all)
          --runs FILE      the runs done so far, continued (default artifacts/regret.csv)
          --out DIR        where tables and figures go (default experiments/algorithms)
          --report         run nothing, write tables and figures from the runs done so far
        """;

    public double Minutes { get; private set; } = 10;

    public int Cores { get; private set; } = 1;

    public int Seeds { get; private set; } = 30;

    public IReadOnlyList<string> Families { get; private set; } = [.. Problems.Families];

    public IReadOnlyList<string> Searchers { get; private set; } = [.. Algorithms.Searchers];

    public IReadOnlyList<string> Schedulers { get; private set; } = [.. Algorithms.Schedulers];

    public string Runs { get; private set; } = Path.Combine("artifacts", "regret.csv");

    public string Out { get; private set; } = Path.Combine("experiments", "algorithms");

    public bool ReportOnly { get; private set; }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="ArgumentException">One is not understood; the message says which.</exception>
    public static RegretOptions Read(ReadOnlySpan<string> args) => Read(args, new RegretOptions());

    /// <summary>The same with the defaults for several objectives: other files, and the searchers made for them.
    /// </summary>
    public static RegretOptions OfFronts(ReadOnlySpan<string> args) => Read(args, new RegretOptions
    {
        Runs = Path.Combine("artifacts", "fronts.csv"),
        Searchers = ["random", "tpe", "gp", "nsga2", "nsga3", "auto"],
        Seeds = 15,
    });

    private static RegretOptions Read(ReadOnlySpan<string> args, RegretOptions options)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--report")
            {
                options.ReportOnly = true;
                continue;
            }

            if (i + 1 == args.Length)
            {
                throw new ArgumentException($"{args[i]} is not known or lacks its value.", nameof(args));
            }

            options.Set(args[i], args[++i]);
        }

        return options;
    }

    private void Set(string name, string value)
    {
        switch (name)
        {
            case "--minutes":
                Minutes = double.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "--cores":
                Cores = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "--seeds":
                Seeds = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "--family":
                Families = Known(name, value, Families);
                break;
            case "--searcher":
                Searchers = Known(name, value, [.. Algorithms.Searchers]);
                break;
            case "--scheduler":
                Schedulers = Known(name, value, Schedulers);
                break;
            case "--runs":
                Runs = value;
                break;
            case "--out":
                Out = value;
                break;
            default:
                throw new ArgumentException($"{name} is not known.", nameof(name));
        }
    }

    private static string[] Known(string name, string value, IReadOnlyList<string> all)
    {
        var chosen = value.Split(',');
        return chosen.FirstOrDefault(one => !all.Contains(one)) is { } unknown
            ? throw new ArgumentException(
                $"{name} has '{unknown}'; there are {string.Join(", ", all)}.", nameof(value))
            : chosen;
    }
}
