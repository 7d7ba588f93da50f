using System.Globalization;

namespace Tune.Chaos;

/// <summary>What to do, from the command line.</summary>
/// <param name="Seed">Decides the moments of the kills and the sweep's own seed.</param>
/// <param name="Kills">How often the process tree is killed before the sweep may run to its end.</param>
/// <param name="Isolation">Whether trials run on threads or in child processes.</param>
/// <param name="Trials">How many trials the sweep has; null for enough to outlast the kills.</param>
internal sealed record ChaosOptions(int Seed, int Kills, string Isolation, int? Trials)
{
    public const string Usage =
        "usage: Tune.Chaos --seed S --kills N [--isolation thread|process|both] [--trials N] [--keep]";

    /// <summary>A kill costs the sweep about a second of training, and a trial trains for a few hundredths.</summary>
    public int TrialsOrEnough => Trials ?? 60 + (25 * Kills);

    /// <summary>Leave the stores and ledgers for reading.</summary>
    public bool Keep { get; init; }

    public static ChaosOptions Parse(string[] args)
    {
        var options = new ChaosOptions(1, 5, "both", null);
        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--seed" => options with { Seed = Number(args, ++i) },
                "--kills" => options with { Kills = Number(args, ++i) },
                "--trials" => options with { Trials = Number(args, ++i) },
                "--isolation" => options with { Isolation = args[++i] },
                "--keep" => options with { Keep = true },
                _ => throw new ArgumentException($"'{args[i]}' is not known. {Usage}"),
            };
        }

        return options;
    }

    private static int Number(string[] args, int at) =>
        at < args.Length && int.TryParse(args[at], CultureInfo.InvariantCulture, out var number) && number >= 0
            ? number
            : throw new ArgumentException($"{args[at - 1]} needs a whole number of 0 or more. {Usage}");
}
