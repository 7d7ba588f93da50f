using System.CommandLine;
using System.CommandLine.Parsing;
using Tune.Cli.Catalog;
using Tune.Cli.Output;
using Tune.Cli.Shell;
using Tune.Hosting.Json;
using Tune.Hosting;
using Tune.Hosting.Observing;

namespace Tune.Cli;

/// <summary>What is wrong with a command line: sentences that name the thing and what is allowed, on standard error.
/// Standard output stays for results.</summary>
internal static class UsageErrors
{
    public static int Tell(CliContext cli, ParseResult parse, string[] args)
    {
        var command = parse.CommandResult.Command;
        var sentences = (command is RootCommand root
            ? Root(cli, root, parse)
            : Unmatched(parse).Concat(Others(cli, parse))).Distinct().ToList();
        foreach (var sentence in sentences)
        {
            cli.Error.WriteLine($"error: {sentence}");
        }

        cli.Error.WriteLine($"help:  {cli.Program}{(command is RootCommand ? "" : $" {command.Name}")} --help");
        if (args.Contains("--json") && command.Name != "export")
        {
            var lines = new JsonLines(cli.Out);
            lines.Error(string.Join(' ', sentences));
            if (Meant(command, args) is { } experiment)
            {
                lines.Done(experiment, SweepSnapshot.Nothing, TimeSpan.Zero, RunState.Failed);
            }
        }

        return ExitCode.Usage;
    }

    // The name of the experiment that was to run: also a plain one that is no name. The contract of such a command line
    // is a last line `done`.
    private static string? Meant(Command command, string[] args)
    {
        var words = args.TakeWhile(arg => !arg.StartsWith('-')).ToList();
        return command is RootCommand ? words.FirstOrDefault()
            : command.Name is "run" or "resume" ? words.Find(word => word != command.Name) ?? ""
            : null;
    }

    private static IEnumerable<string> Root(CliContext cli, RootCommand root, ParseResult parse)
    {
        var commands = root.Subcommands.Select(each => each.Name).ToList();
        var experiments = cli.Book.Pages.Select(page => page.Tuner.Name).ToList();
        var known = $"Commands are {string.Join(", ", commands)}; "
            + (experiments.Count == 0 ? "this program has no experiments."
                : $"experiments are {string.Join(", ", experiments)}.");
        yield return parse.UnmatchedTokens is [var first, ..]
            ? first.StartsWith('-') && first.Length > 1
                ? $"'{first}' comes too early: name a command or an experiment first. {known}"
                : $"There is no command or experiment '{first}'."
                    + $"{Suggestion.For(first, commands.Concat(experiments))} {known}"
            : $"Name a command or an experiment. {known}";
        foreach (var problem in cli.Book.Problems)
        {
            yield return $"An experiment cannot be offered. {problem}";
        }
    }

    private static IEnumerable<string> Unmatched(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        foreach (var token in parse.UnmatchedTokens)
        {
            if (token.StartsWith('-'))
            {
                var options = command.Options.Select(option => option.Name).Where(name => name != "--help").ToList();
                yield return $"There is no option '{token}' for '{command.Name}'.{Suggestion.For(token, options)} "
                    + $"It has {string.Join(", ", options)}.";
            }
            else
            {
                yield return $"'{token}' is one word too many: '{command.Name}' takes "
                    + (command.Arguments.Count == 0 ? "no NAME." : "one NAME.");
            }
        }
    }

    private static IEnumerable<string> Others(CliContext cli, ParseResult parse)
    {
        foreach (var error in parse.Errors)
        {
            switch (error.SymbolResult)
            {
                case ArgumentResult { Tokens.Count: 0, Parent: OptionResult option }:
                    yield return $"{option.Option.Name} needs a value: {option.Option.HelpName ?? "VALUE"}.";
                    break;
                case OptionResult { Tokens.Count: 0 } option when option.Option.Arity.MinimumNumberOfValues > 0:
                    yield return $"{option.Option.Name} needs a value: {option.Option.HelpName ?? "VALUE"}.";
                    break;
                case ArgumentResult { Tokens.Count: 0 }:
                    yield return $"NAME is missing: name an experiment; this program has "
                        + $"{string.Join(", ", cli.Book.Pages.Select(page => page.Tuner.Name))}.";
                    break;
                default:
                    if (!parse.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'")))
                    {
                        yield return error.Message;
                    }

                    break;
            }
        }
    }
}
