using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Tune.Cli.Output;
using Tune.Cli.Running;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Hosting;
using Tune.Storage.Opening;

namespace Tune.Cli.Commands;

/// <summary>Options that several commands share: one spelling, one meaning, one description.</summary>
internal static class CommonOptions
{
    public const string StoreName = "--store";

    public static Option<string> Store()
    {
        var option = new Option<string>(StoreName)
        {
            Description = $"The store: {string.Join(", ", StoreKinds.Forms)}.",
            HelpName = "DIR",
            DefaultValueFactory = _ => CliContext.DefaultStore,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var store }] && Problem(store) is { } problem)
            {
                result.AddError(problem);
            }
        });
        return option;
    }

    /// <summary>A folder that need not be there yet.</summary>
    public static Option<string?> Folder(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "DIR" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var folder }] && string.IsNullOrWhiteSpace(folder))
            {
                result.AddError($"{name} is empty; it must name a folder.");
            }
        });
        return option;
    }

    private static string? Problem(string store)
    {
        if (string.IsNullOrWhiteSpace(store))
        {
            return $"{StoreName} is empty; it must name a folder.";
        }

        try
        {
            _ = Stores.FolderOf(store);
            return null;
        }
        catch (StorageException e)
        {
            return $"{StoreName}: {e.Message}";
        }
    }

    public static Option<bool> Json() => new("--json")
    {
        Description = "One JSON object per line on standard output; sentences go to standard error.",
    };

    public static Option<bool> Configs(string description) => new("--configs") { Description = description };

    public static Argument<string> Name(string description) => new("NAME") { Description = description };

    /// <summary>A whole number, by default 1 or more.</summary>
    public static Option<int?> Port() => Count(
        "--port", "The viewer's port, or the first that is free after it; default 8265.", most: 65535);

    public static Option<int?> Count(
        string name, string description, int least = 1, int most = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                && value >= least && value <= most)
            {
                return value;
            }

            result.AddError($"{name} is '{text}'; it must be a whole number from {least} to {most}.");
            return null;
        },
    };

    /// <summary>How many graphics cards there are.</summary>
    public static Option<int?> Gpus() => Count("--gpus", "How many graphics cards there are for trials; default none.",
        least: 0, most: GpuChoice.CountMax);

    /// <summary>Amounts of what is counted by name.</summary>
    public static Option<ImmutableSortedDictionary<string, double>?> Offers() => new("--offer")
    {
        Description = "How much there is for trials of something that Resources ask for by name, such as license=2; "
            + "may be given several times.",
        HelpName = "NAME=AMOUNT",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            var offers = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
            foreach (var text in result.Tokens.Select(token => token.Value))
            {
                if (text.Split('=') is not [var name, var number] || !ExperimentSpec.IsName(name)
                    || !double.TryParse(
                        number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
                    || amount <= 0)
                {
                    result.AddError($"--offer is '{text}'; it must be a name of letters, digits and . _ -, and an "
                        + "amount above 0, such as license=2.");
                }
                else if (!offers.TryAdd(name, amount))
                {
                    result.AddError($"--offer says twice how much there is of '{name}'.");
                }
            }

            return offers.ToImmutable();
        },
    };

    /// <summary>A seed: any whole number of 64 bits that is not negative.</summary>
    public static Option<ulong?> Seed(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return value;
            }

            result.AddError($"{name} is '{text}'; it must be a whole number from 0 to {ulong.MaxValue}.");
            return null;
        },
    };

    /// <summary>How long deleted experiments stay; null for ever.</summary>
    public static Option<TimeSpan?> Retention() => new("--retention")
    {
        Description = "How long a deleted experiment stays in the recycle bin before it is removed for good, such as "
            + "7d, or never; default 30d.",
        HelpName = "TIME",
        DefaultValueFactory = _ => RecycleBin.RetentionDefault,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (text == "never")
            {
                return null;
            }

            if (DurationText.TryParse(text, out var span) && RecycleBin.Problem(span, "--retention") is null)
            {
                return span;
            }

            result.AddError($"--retention is '{text}'; give a number with s, m, h or d up to 36500d, or never.");
            return null;
        },
    };

    /// <summary>One word of a few, in any case.</summary>
    public static Option<T> OneOf<T>(string name, string description, T standard)
        where T : struct, Enum => new(name)
        {
            Description = description,
            HelpName = string.Join('|', Enum.GetNames<T>()),
            DefaultValueFactory = _ => standard,
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                var word = Enum.GetNames<T>().FirstOrDefault(
                    known => known.Equals(text, StringComparison.OrdinalIgnoreCase));
                if (word is not null)
                {
                    return Enum.Parse<T>(word);
                }

                result.AddError($"{name} is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}.");
                return standard;
            },
        };

    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (DurationText.TryParse(text, out var span))
            {
                return span;
            }

            result.AddError($"{name} is '{text}'; give a number with s, m, h or d, such as 90s, 10m or 2h.");
            return null;
        },
    };
}
