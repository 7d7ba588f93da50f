using System.Collections.Immutable;
using System.Globalization;
using Tune.Quality.Tables;

namespace Tune.Quality.Regret;

/// <summary>Which run.</summary>
internal sealed record RunKey(string Family, string Problem, string Searcher, string Scheduler, ulong Seed);

/// <summary>A run that is over.</summary>
/// <param name="Key">Which.</param>
/// <param name="Values">The best value at each mark; NaN for none.</param>
/// <param name="Trials">Trials proposed.</param>
/// <param name="Reports">Reports made.</param>
/// <param name="Utilisation">Of the slots.</param>
/// <param name="Milliseconds">How long the run took to compute.</param>
internal sealed record Run(
    RunKey Key, ImmutableArray<double> Values, int Trials, long Reports, double Utilisation, double Milliseconds)
{
    public const string Heading =
        "family,problem,searcher,scheduler,seed,trials,reports,utilisation,milliseconds,best_at_each_mark";

    public string Line() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Key.Family},{Key.Problem},{Key.Searcher},{Key.Scheduler},{Key.Seed},{Trials},{Reports},{Utilisation:0.####},"
        + $"{Milliseconds:0.#},{string.Join(';', Values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}");

    public static Run Read(string[] row) => new(
        new RunKey(row[0], row[1], row[2], row[3], ulong.Parse(row[4], CultureInfo.InvariantCulture)),
        [.. row[9].Split(';').Select(text => text == "NaN" ? double.NaN : Csv.Number(text))],
        int.Parse(row[5], CultureInfo.InvariantCulture), long.Parse(row[6], CultureInfo.InvariantCulture),
        Csv.Number(row[7]), Csv.Number(row[8]));
}
