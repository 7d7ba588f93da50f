using System.Globalization;
using Tune.Quality.Tables;
using Tune.Testing;
using Tune.Testing.Functions.Bbob;

namespace Tune.Quality.Regret;

/// <summary>What others reached on the same problems, from the shared data's reference. Empty where it is
/// absent.</summary>
internal sealed class Peers
{
    private readonly Dictionary<(string Problem, string Name, double Mark), double> _values = [];

    private Peers()
    {
    }

    /// <summary>Who they are.</summary>
    public IReadOnlyList<string> Names => [.. _values.Keys.Select(key => key.Name).Distinct()];

    /// <summary>What their figures are, for a caption.</summary>
    public string What { get; private init; } = "";

    /// <summary>Whether the figures are means over seeds rather than medians.</summary>
    public bool AreMeans { get; private init; }

    /// <summary>Whether the figures are regrets rather than values.</summary>
    public bool IsRegret { get; private init; }

    public static Peers Of(string family) => family switch
    {
        Problems.Functions => Functions(),
        Problems.Bbob => Bbob(),
        Problems.Protocol => Protocol(),
        "hpolib" or "hpobench" or "nasbench201" => Tables(family),
        _ => new Peers(),
    };

    /// <summary>The peer that does the same as a searcher of ours; null if there is none.</summary>
    public static string? NamesakeOf(string searcher) => searcher switch
    {
        "random" => "Optuna Random",
        "tpe" => "Optuna TPE",
        "cma-es" => "Optuna CMA-ES",
        "gp" => "Optuna GP",
        _ => null,
    };

    /// <summary>A figure, or NaN.</summary>
    public double At(string problem, string name, double mark) =>
        _values.GetValueOrDefault((problem, name, mark), double.NaN);

    private static Peers Functions()
    {
        var peers = new Peers { What = "in italics Optuna 5 (4.9 where it says so), median of 5 to 10 seeds" };
        string[] names =
            ["random", "Sobol", "Optuna 4.9 TPE", "Optuna TPE", "Optuna CMA-ES", "Optuna NSGA-II", "Optuna GP"];
        foreach (var row in Rows("optuna_5_best_found.csv"))
        {
            for (var i = 2; i < names.Length; i++)
            {
                peers._values[(row[0], names[i], Csv.Number(row[1]))] = Csv.Number(row[i + 2]);
            }
        }

        return peers;
    }

    private static Peers Bbob()
    {
        var peers = new Peers { What = "in italics Optuna 5, median of 9 runs (GP of 3, up to 100)" };
        foreach (var row in Rows("optuna_5_bbob_5d.csv"))
        {
            var function = BbobFunctions.Name(int.Parse(row[0], CultureInfo.InvariantCulture));
            peers.Add(function, "Optuna " + row[1].Replace("(multivariate,default)", ""), row[3..], [25, 50, 100, 200]);
        }

        return peers;
    }

    private static Peers Tables(string family)
    {
        var peers = new Peers
        {
            What = "in italics Optuna 5 and, exactly, random search",
            AreMeans = true,
        };
        foreach (var row in Rows("optuna_5_tables.csv").Where(row => row[0] == family))
        {
            peers.Add(row[1], "Optuna " + row[2], row[4..], [10, 25, 50, 100]);
        }

        foreach (var row in Rows("random_search_exact_tables.csv").Where(row => row[0] == family))
        {
            peers.Add(row[1], "random search, exact", row[6..], [10, 25, 50, 100]);
        }

        return peers;
    }

    private static Peers Protocol()
    {
        var peers = new Peers
        {
            What = "in italics the pruners of Optuna 5, over 25 seeds",
            AreMeans = true,
            IsRegret = true,
        };
        foreach (var row in Rows("optuna_5_taskset_pruners.csv"))
        {
            peers._values[(row[0], "Optuna " + row[1], Csv.Number(row[2]))] = Csv.Number(row[4]);
        }

        return peers;
    }

    private void Add(string problem, string name, string[] values, double[] marks)
    {
        for (var i = 0; i < marks.Length && i < values.Length; i++)
        {
            _values[(problem, name.ToString(CultureInfo.InvariantCulture), marks[i])] = Csv.Number(values[i]);
        }
    }

    // Names may hold commas between quotes.
    private static IEnumerable<string[]> Rows(string file) => SharedData.Find($"reference/{file}") is { } path
        ? File.ReadLines(path).Skip(1).Select(Split)
        : [];

    private static string[] Split(string line) =>
        [.. line.Split('"').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Trim(',').Split(','))
            .Where(cell => cell.Length > 0)];
}
