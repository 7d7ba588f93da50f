using System.CommandLine;
using System.Globalization;
using Tune.Cli.Shell;
using Tune.Gpus;

namespace Tune.Cli.Running;

/// <summary>Which graphics cards a run offers, as the command line says it.</summary>
/// <param name="Count">So many, if a number was given.</param>
/// <param name="List">These, if a list was given; null with no number either for all that can be found.</param>
internal sealed record GpuChoice(int? Count, string? List)
{
    /// <summary>How many there can be: each takes memory, and no machine has more.</summary>
    public const int CountMax = 1024;

    /// <summary>The option.</summary>
    public static Option<GpuChoice?> Option() => new("--gpus")
    {
        Description = "Graphics cards for trials: how many, 'auto' for all that the driver knows, or a list of numbers "
            + "or UUIDs such as 0,2; default none.",
        HelpName = "N|auto|LIST",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (text == "auto")
            {
                return new GpuChoice(null, null);
            }

            if (text.Contains(',', StringComparison.Ordinal) || text.StartsWith("GPU-", StringComparison.Ordinal)
                || text.StartsWith("MIG-", StringComparison.Ordinal))
            {
                return new GpuChoice(null, text);
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= CountMax)
            {
                return new GpuChoice(count, null);
            }

            result.AddError($"--gpus is '{text}'; it must be a whole number from 0 to {CountMax}, 'auto', or a list of "
                + "numbers or UUIDs such as 0,2 or GPU-8f2e.");
            return null;
        },
    };

    /// <summary>Looks for them.</summary>
    /// <param name="notice">Told why there are none, if all that can be found are asked for.</param>
    /// <returns>Null where no more is known of them than how many there are.</returns>
    /// <exception cref="UsageException">They are not there.</exception>
    public GpuSet? Open(Action<string> notice)
    {
        if (List is { } list)
        {
            try
            {
                return GpuSet.Listed(list);
            }
            catch (Exception e) when (e is GpuException or FormatException)
            {
                throw new UsageException($"--gpus is '{list}'. {e.Message}");
            }
        }

        if (Count == 0)
        {
            return null;
        }

        var found = GpuSet.Auto(out var why);
        if (Count is not { } count)
        {
            if (why.Length > 0)
            {
                notice($"No graphics cards: {why}");
            }

            return found;
        }

        // Where there is no driver of this kind, cards are numbers.
        if (found.Cards.Count == 0)
        {
            found.Dispose();
            return null;
        }

        if (found.Cards.Count >= count)
        {
            return found.First(count);
        }

        found.Dispose();
        throw new UsageException(
            $"--gpus is {count}, and this process can see {found.Cards.Count}: "
            + $"{string.Join(", ", found.Cards.Select(card => $"{card.Index} ({card.Model})"))}.");
    }
}
