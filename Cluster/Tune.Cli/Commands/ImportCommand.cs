using System.CommandLine;
using System.Globalization;
using Tune.Cli.Importing;
using Tune.Cli.Output;
using Tune.Cli.Running;
using Tune.Cli.Shell;
using Tune.Engine.Metrics;
using Tune.Hosting;
using Tune.Hosting.Importing;

namespace Tune.Cli.Commands;

/// <summary>Takes experiments over from other tools, each as one that is over.</summary>
internal static class ImportCommand
{
    public static Command Make(CliContext cli) => new(
        "import", "Takes an experiment over from another tool, to plot, analyse and begin others with.")
    {
        Csv(cli), TensorBoard(cli), Optuna(cli), ImportMlflowCommand.Make(cli),
    };

    private static Command Csv(CliContext cli)
    {
        var (metric, mode) = (Metric("The column that was optimised."), Mode());
        var parameters = new Option<string?>("--params")
        {
            Description = "The columns that are parameters; default all that are the same in all rows of each trial.",
            HelpName = "A,B",
        };
        return Make(
            cli, "csv", "A table: a row per trial, or per report with a column trial.", [metric, mode, parameters],
            (source, parse) =>
            {
                using var text = new StreamReader(source);
                return CsvSource.Read(text, new CsvOptions
                {
                    Metric = parse.GetValue(metric)!,
                    Mode = parse.GetValue(mode)!.Value,
                    Parameters = Names(parse.GetValue(parameters)),
                });
            });
    }

    private static Command TensorBoard(CliContext cli)
    {
        var (metric, mode) = (Metric("The scalar that was optimised."), Mode());
        return Make(
            cli, "tensorboard", "A folder of logs: each folder of event files is a trial.", [metric, mode],
            (source, parse) => TensorBoardSource.Read(source, parse.GetValue(metric)!, parse.GetValue(mode)!.Value));
    }

    private static Command Optuna(CliContext cli)
    {
        var study = new Option<string?>("--study")
        {
            Description = "Which study; default the only one of the file.", HelpName = "NAME",
        };
        var intermediate = new Option<bool>("--by-intermediate")
        {
            Description = $"What trials reported on the way ('{OptunaSource.Intermediate}') is the objective, and not "
                + "their values.",
        };
        return Make(
            cli, "optuna", "A study of an SQLite file of Optuna.", [study, intermediate],
            (source, parse) => OptunaSource.Read(source, parse.GetValue(study), parse.GetValue(intermediate)));
    }

    /// <summary>Names with commas between them.</summary>
    public static string[] Names(string? list) => list?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static Option<string> Metric(string description) => new("--metric")
    {
        Description = description, HelpName = "NAME", Required = true,
    };

    /// <summary>Which end of a metric is good.</summary>
    public static Option<Mode?> Mode(bool required = true)
    {
        var mode = new Option<Mode?>("--mode")
        {
            Description = "Which end of it is good.", HelpName = "max|min", Required = required,
        };
        mode.CustomParser = result =>
        {
            var word = result.Tokens.Single().Value;
            if (Enum.TryParse<Mode>(word, ignoreCase: true, out var known) && !int.TryParse(word, out _))
            {
                return known;
            }

            result.AddError($"--mode is '{word}'; it must be max or min.");
            return null;
        };
        return mode;
    }

    private static Command Make(
        CliContext cli, string kind, string description, IEnumerable<Option> options,
        Func<string, ParseResult, ImportedExperiment> read)
    {
        var source = new Argument<string>("SOURCE") { Description = "The file or the folder." };
        var name = new Option<string>("--name")
        {
            Description = "What the experiment is called here; a new name.", HelpName = "NAME", Required = true,
        };
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var command = new Command(kind, description) { source, name, store, json };
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), async () =>
        {
            var imported = read(parse.GetValue(source)!, parse);
            var (called, address) = (parse.GetValue(name)!, parse.GetValue(store)!);
            await using var opened = await Stores.OpenAsync(address, cli.Error.WriteLine, cancellation);
            var reports = await ImportWriter.WriteAsync(
                opened, imported, called, cli.Time.GetUtcNow().UtcDateTime, cancellation);
            Tell(cli, parse.GetValue(json), called, imported.Trials.Count, reports, address);
            return ExitCode.Done;
        }));
        return command;
    }

    /// <summary>Says that an experiment was taken over.</summary>
    public static void Tell(CliContext cli, bool json, string name, int trials, long reports, string store)
    {
        if (json)
        {
            new JsonLines(cli.Out).Line("imported", line =>
            {
                line.WriteString("experiment", name);
                line.WriteNumber("trials", trials);
                line.WriteNumber("reports", reports);
            });
            return;
        }

        cli.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"imported {RunText.Number(trials, "trial")} with {RunText.Number(reports, "report")} as '{name}'"));
        cli.Out.WriteLine($"look       {cli.CommandLine("show", name, store)}");
    }
}
