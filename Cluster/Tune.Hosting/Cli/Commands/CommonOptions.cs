using System.CommandLine;
using System.CommandLine.Parsing;

namespace Tune.Hosting.Cli.Commands;

/// <summary>Options that several commands share: one spelling, one meaning, one description.</summary>
internal static class CommonOptions
{
    public const string DefaultStore = "./tune-data";
    public const string StoreName = "--store";

    public static Option<string> Store() => new(StoreName)
    {
        Description = "Folder of the store.",
        HelpName = "DIR",
        DefaultValueFactory = _ => DefaultStore,
    };

    public static Option<bool> Json() => new("--json")
    {
        Description = "One JSON object per line on standard output; sentences go to standard error.",
    };

    public static Argument<string> Name(string description) => new("NAME") { Description = description };

    public static Option<int?> Count(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result => RequirePositive(result, option));
        return option;
    }

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

    private static void RequirePositive(OptionResult result, Option<int?> option)
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value < 1)
        {
            result.AddError($"{option.Name} is {value}; it must be 1 or more.");
        }
    }
}
