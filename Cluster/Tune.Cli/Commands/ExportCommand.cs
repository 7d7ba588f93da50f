using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Tune.Cli.Shell;
using Tune.Hosting;
using Tune.Hosting.Results;
using Tune.Storage.Export;

namespace Tune.Cli.Commands;

/// <summary>Writes an experiment's reports or decisions for other programs. Here --json chooses the form of the rows;
/// errors are sentences on standard error in every case.</summary>
internal static class ExportCommand
{
    private const string OutName = "--out";
    private const string Standard = "-";

    public static Command Make(CliContext cli)
    {
        var name = CommonOptions.Name("The experiment.");
        var store = CommonOptions.Store();
        (ExportFormat Format, Option<bool> Option)[] formats =
        [
            (ExportFormat.Csv, new("--csv")
            {
                Description = "One CSV line per report, with a header. Texts that a spreadsheet would take for a "
                    + "formula get an apostrophe in front.",
            }),
            (ExportFormat.Json, new("--json") { Description = "One JSON object per line and report." }),
            (ExportFormat.Parquet, new("--parquet")
            {
                Description = $"A Parquet file, one row per report; needs {OutName}.",
            }),
            (ExportFormat.Decisions, new("--decisions")
            {
                Description = "One CSV line per decision, with the hash of what was known then.",
            }),
            (ExportFormat.Configurations, new("--configs")
            {
                Description = "One CSV line per configuration: mean and spread over the trials that had it.",
            }),
        ];
        var output = new Option<string?>(OutName)
        {
            Description = "File to write, replaced when complete; default, and -, standard output.", HelpName = "FILE",
        };
        var rolledBack = new Option<bool>("--rolled-back")
        {
            Description = "Also the reports that no longer stand, because their trial has gone on from an earlier "
                + "checkpoint.",
        };
        var command = new Command("export", "Writes reports or decisions for other programs.")
        {
            name, store, output, rolledBack,
        };
        foreach (var (_, option) in formats)
        {
            command.Add(option);
        }

        command.Validators.Add(result => RequireOne(result, formats, output));
        command.SetAction((parse, cancellation) => cli.GuardAsync(json: false, () => RunAsync(
            cli, parse.GetValue(store)!, parse.GetValue(name)!,
            formats.Single(each => parse.GetValue(each.Option)).Format, parse.GetValue(output),
            parse.GetValue(rolledBack), cancellation)));
        return command;
    }

    private static void RequireOne(
        CommandResult result, (ExportFormat Format, Option<bool> Option)[] formats, Option<string?> output)
    {
        var chosen = formats.Where(each => result.GetValue(each.Option)).ToList();
        if (chosen.Count != 1)
        {
            var choices = string.Join(", ", formats.Select(each => each.Option.Name));
            result.AddError($"Choose one format of {choices}; "
                + (chosen.Count == 0 ? "none is given."
                    : $"given are {string.Join(" and ", chosen.Select(each => each.Option.Name))}."));
        }
        else if (chosen[0].Format == ExportFormat.Parquet && result.GetValue(output) is null or Standard)
        {
            result.AddError($"--parquet needs {OutName} FILE: a Parquet file is binary, nothing for a terminal.");
        }
    }

    private static async Task<int> RunAsync(
        CliContext cli, string folder, string name, ExportFormat format, string? output, bool rolledBack,
        CancellationToken cancellation)
    {
        await using var store = await Stores.OpenForReadingAsync(folder, null, cancellation);
        if (!await store.ExistsAsync(name, cancellation))
        {
            throw await UnknownExperimentException.InAsync(store, name, cancellation);
        }

        var export = new ExperimentExport(store, name) { RolledBack = rolledBack };
        if (output is null or Standard)
        {
            await export.WriteAsync(format, cli.Out, cancellation);
            return ExitCode.Done;
        }

        var rows = await export.WriteFileAsync(format, output, cancellation);
        cli.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} rows written to {output}"));
        return ExitCode.Done;
    }
}
