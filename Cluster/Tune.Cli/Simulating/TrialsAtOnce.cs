using Tune.Cli.Running;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Cli.Simulating;

/// <summary>How many trials a run on this machine would run at once.</summary>
/// <param name="slots">Its slots.</param>
/// <param name="gpus">Its graphics cards.</param>
/// <param name="offers">What else it has, by name.</param>
/// <param name="memoryBytes">Its memory.</param>
internal sealed class TrialsAtOnce(
    int slots, int gpus, IReadOnlyDictionary<string, double> offers, long memoryBytes)
{
    // Sums of fractions come back to where they were only up to rounding.
    private const double Rounding = 1e-9;

    /// <summary>As many as its resources are enough for, 1 or more.</summary>
    /// <exception cref="UsageException">They are not enough for one.</exception>
    public int Of(ExperimentSpec spec)
    {
        var needs = spec.Resources;

        // A trial of two cores takes the place of two.
        var most = Math.Min(
            spec.MaxConcurrent ?? slots, needs.Cpu > 1 ? Math.Max(1, Math.Floor(slots / needs.Cpu)) : slots);
        if (needs.MemoryBytes is { } bytes)
        {
            // The machine that it will run on may have more: one always runs.
            most = Math.Min(most, Math.Max(1, memoryBytes / bytes));
        }

        List<string> lacking = [];
        foreach (var (fitting, option) in Shares(needs))
        {
            most = Math.Min(most, Math.Floor(fitting + Rounding));
            if (fitting + Rounding < 1)
            {
                lacking.Add(option);
            }
        }

        return lacking.Count == 0
            ? (int)Math.Max(1, most)
            : throw new UsageException(
                $"A trial of '{spec.Name}' needs {needs}: say what there is with {string.Join(" and ", lacking)} or "
                + "more, or how many trials run at once with --workers.");
    }

    /// <summary>Why other than so many slots run; null where each runs a trial.</summary>
    /// <param name="spec">The experiment.</param>
    /// <param name="atOnce">What <see cref="Of"/> said.</param>
    public string? Why(ExperimentSpec spec, int atOnce) => atOnce == slots && spec.Resources.Cpu <= slots
        ? null
        : RunText.Number(slots, "slot") + (spec.MaxConcurrent == atOnce
            ? Text($", of which MaxConcurrent lets {atOnce} run trials")
            : Text($" and {RunText.Number(atOnce, "trial")} at once, as each needs {spec.Resources}")
                + (spec.Resources.Cpu > slots ? ": more than there are, a run here would refuse it" : ""));

    // How many trials there is enough for, and the option that says that there is enough for one.
    private IEnumerable<(double Fitting, string Option)> Shares(Resources needs)
    {
        if (needs.Gpu > 0)
        {
            // Two halves of different cards are not one.
            yield return (
                needs.Gpu < 1 ? gpus * Math.Floor((1 / needs.Gpu) + Rounding) : gpus / needs.Gpu,
                Text($"--gpus {Math.Ceiling(needs.Gpu)}"));
        }

        foreach (var (name, amount) in needs.Named?.AsEnumerable() ?? [])
        {
            yield return (offers.GetValueOrDefault(name) / amount, Text($"--offer {name}={amount}"));
        }
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
