using System.CommandLine;
using System.Globalization;
using Tune.Cli.Output;
using Tune.Cli.Owning;
using Tune.Cli.Reading;
using Tune.Cli.Shell;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Engine.Metrics;
using Tune.Hosting;

namespace Tune.Cli.Commands;

/// <summary>submit begins an experiment in the program that has the store open: like one that it offers, or like one of
/// the store's.</summary>
internal sealed class SubmitCommand(CliContext cli)
{
    private readonly Argument<string?> _template = new("TEMPLATE")
    {
        Description = "What that program offers; nothing, to list it.", Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _from = Text(
        "--from", "EXPERIMENT", "An experiment whose settings it has instead.");

    private readonly Option<string?> _name = Text(
        "--name", "NAME", "Its name; default that of TEMPLATE, with a number.");

    private readonly Option<int?> _trials = CommonOptions.Count("--trials", "How many trials.");
    private readonly Option<ulong?> _seed = CommonOptions.Seed("--seed", "Its seed.");
    private readonly Option<TimeSpan?> _time = CommonOptions.Duration("--time-budget", "How long in all, such as 90s.");
    private readonly Option<int?> _iterations = CommonOptions.Count(
        "--max-iterations", "How long a trial trains at most, where its scheduler has such an option.");

    private readonly Option<int?> _concurrent = CommonOptions.Count(
        "--max-concurrent", "How many of its trials run at once at most.");

    private readonly Option<string?> _metric = Text("--metric", "METRIC", "Which metric is optimised.");
    private readonly Option<string?> _mode = Text("--mode", "MODE", "Which end of it is good: Min or Max.");
    private readonly Option<string[]> _warm = Many(
        "--warm-start", "EXPERIMENT", "A finished experiment to begin with.");

    private readonly Option<string[]> _tags = Many("--tag", "KEY=VALUE", "A tag.");
    private readonly Option<string?> _note = Text("--note", "TEXT", "Its note.");
    private readonly Option<string?> _title = Text("--title", "TEXT", "What it is shown as.");
    private readonly Option<string> _store = CommonOptions.Store();
    private readonly Option<bool> _json = CommonOptions.Json();

    public static Command Make(CliContext cli) => new SubmitCommand(cli).Make();

    private Command Make()
    {
        var command = new Command("submit", "Begins an experiment in the program that has the store open.")
        {
            _template, _from, _name, _trials, _seed, _time, _iterations, _concurrent, _metric, _mode, _warm, _tags,
            _note, _title, _store, _json,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(
            parse.GetValue(_json), () => RunAsync(parse, cancellation)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var (order, store) = (OrderOf(parse), parse.GetValue(_store)!);
        using var owner = Stores.FolderOf(store) is { } folder ? await Owner.FindAsync(folder, cancellation) : null;
        if (owner is null)
        {
            return cli.Fail(
                $"No program has the store {Stores.NameOf(store)} open, and so none would run it. Start one with: "
                + cli.CommandLine("serve", null, store), parse.GetValue(_json));
        }

        if (order is { Template: null, From: null })
        {
            List((await owner.TemplatesAsync(cancellation)).Templates, parse.GetValue(_json));
            return ExitCode.Done;
        }

        return await cli.ActAsync(
            order.Name ?? order.Template ?? order.From!, parse.GetValue(_json),
            () => owner.SubmitAsync(order, null, cancellation));
    }

    private SubmitItem OrderOf(ParseResult parse) => new()
    {
        Template = parse.GetValue(_template),
        From = parse.GetValue(_from),
        Name = parse.GetValue(_name),
        Trials = parse.GetValue(_trials),
        Seed = parse.GetValue(_seed),
        TimeBudgetSeconds = parse.GetValue(_time)?.TotalSeconds,
        MaxIterations = parse.GetValue(_iterations),
        MaxConcurrent = parse.GetValue(_concurrent),
        Metric = parse.GetValue(_metric),
        Mode = parse.GetValue(_mode) is { } mode
            ? Enum.TryParse<Mode>(mode, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known.ToString()
                : throw new UsageException($"--mode is '{mode}'; it must be Min or Max.")
            : null,
        WarmStart = parse.GetValue(_warm) ?? [],
        Tags = MarkCommand.TagsOf(parse.GetValue(_tags) ?? []),
        Note = parse.GetValue(_note),
        Title = parse.GetValue(_title),
    };

    private void List(IReadOnlyList<TemplateItem> templates, bool json)
    {
        if (json)
        {
            var lines = new JsonLines(cli.Out);
            foreach (var template in templates)
            {
                lines.Line("template", line =>
                {
                    line.WriteString("template", template.Template);
                    line.WriteString("description", template.Description);
                    line.WriteString("metric", template.Metric);
                    line.WriteString("mode", template.Mode);
                    if (template.Trials is { } trials)
                    {
                        line.WriteNumber("trials", trials);
                    }
                });
            }

            return;
        }

        foreach (var line in TextTable.Lines(
            ["TEMPLATE", "METRIC", "TRIALS", "SEARCHER", "SCHEDULER", "DESCRIPTION"],
            templates.Select(each => (string[])
            [
                each.Template, $"{each.Metric} ({each.Mode.ToLowerInvariant()})",
                each.Trials?.ToString(CultureInfo.InvariantCulture) ?? "-", each.Searcher, each.Scheduler,
                each.Description,
            ])))
        {
            cli.Out.WriteLine(line);
        }
    }

    private static Option<string?> Text(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };

    private static Option<string[]> Many(string name, string help, string description) => new(name)
    {
        Description = description + " May be given several times.", HelpName = help, Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };
}
