using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Tune.Cli.Running;
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
        (Form Form, Option<bool> Option)[] forms =
        [
            (Form.Csv, new("--csv")
            {
                Description = "One CSV line per report, with a header. Texts that a spreadsheet would take for a "
                    + "formula get an apostrophe in front.",
            }),
            (Form.Json, new("--json") { Description = "One JSON object per line and report." }),
            (Form.Parquet, new("--parquet")
            {
                Description = $"A Parquet file, one row per report; needs {OutName}.",
            }),
            (Form.Decisions, new("--decisions")
            {
                Description = "One CSV line per decision, with the hash of what was known then.",
            }),
            (Form.Configs, new("--configs")
            {
                Description = "One CSV line per configuration: mean and spread over the trials that had it.",
            }),
            (Form.TensorBoard, new("--tensorboard")
            {
                Description = $"A folder of event files for TensorBoard, one per trial; needs {OutName}.",
            }),
        ];
        var format = new Option<string?>("--format")
        {
            Description = $"One of these by its name: {string.Join(", ", Enum.GetNames<Form>()).ToLowerInvariant()}.",
            HelpName = "FORMAT",
        };
        var output = new Option<string?>(OutName, "--to")
        {
            Description = "File or folder to write, replaced when complete (a folder must be empty); default, and -, "
                + "standard output.",
            HelpName = "FILE",
        };
        var rolledBack = new Option<bool>("--rolled-back")
        {
            Description = "Also the reports that no longer stand, because their trial has gone on from an earlier "
                + "checkpoint.",
        };
        var command = new Command("export", "Writes reports or decisions for other programs.")
        {
            name, store, format, output, rolledBack,
        };
        foreach (var (_, option) in forms)
        {
            command.Add(option);
        }

        command.Validators.Add(result => RequireOne(result, format, forms, output));
        command.SetAction((parse, cancellation) => cli.GuardAsync(json: false, () => RunAsync(
            cli, parse.GetValue(store)!, parse.GetValue(name)!,
            FormOf(parse.GetValue(format)) ?? forms.Single(each => parse.GetValue(each.Option)).Form,
            parse.GetValue(output),
            parse.GetValue(rolledBack), cancellation)));
        return command;
    }

    private enum Form
    {
        Csv,
        Json,
        Parquet,
        Decisions,
        Configs,
        TensorBoard,
    }

    private static Form? FormOf(string? word) =>
        Enum.TryParse<Form>(word, ignoreCase: true, out var form) && !int.TryParse(word, out _) ? form : null;

    private static void RequireOne(
        CommandResult result, Option<string?> format, (Form Form, Option<bool> Option)[] forms, Option<string?> output)
    {
        var chosen = forms.Where(each => result.GetValue(each.Option))
            .Select(each => (each.Form, each.Option.Name)).ToList();
        if (result.GetValue(format) is { } word)
        {
            if (FormOf(word) is not { } named)
            {
                result.AddError($"--format is '{word}'; it may be "
                    + $"{string.Join(", ", Enum.GetNames<Form>()).ToLowerInvariant()}.");
                return;
            }

            chosen.Add((named, format.Name));
        }

        if (chosen.Count != 1)
        {
            var choices = string.Join(", ", forms.Select(each => each.Option.Name));
            result.AddError($"Choose one format of {choices}; "
                + (chosen.Count == 0 ? "none is given."
                    : $"given are {string.Join(" and ", chosen.Select(each => each.Name))}."));
        }
        else if (result.GetValue(output) is null or Standard)
        {
            if (chosen[0].Form == Form.Parquet)
            {
                result.AddError($"--parquet needs {OutName} FILE: a Parquet file is binary, nothing for a terminal.");
            }
            else if (chosen[0].Form == Form.TensorBoard)
            {
                result.AddError($"--tensorboard needs {OutName} FOLDER: there is a file for each trial.");
            }
        }
    }

    private static async Task<int> RunAsync(
        CliContext cli, string folder, string name, Form form, string? output, bool rolledBack,
        CancellationToken cancellation)
    {
        await using var store = await Stores.OpenForReadingAsync(folder, null, cancellation);
        if (!await store.ExistsAsync(name, cancellation))
        {
            throw await UnknownExperimentException.InAsync(store, name, cancellation);
        }

        var export = new ExperimentExport(store, name) { RolledBack = rolledBack };
        if (form == Form.TensorBoard)
        {
            var reports = await export.WriteTensorBoardAsync(output!, cancellation);
            cli.Error.WriteLine($"{RunText.Number(reports, "report")} written to {output}");
            return ExitCode.Done;
        }

        var format = form switch
        {
            Form.Json => ExportFormat.Json,
            Form.Parquet => ExportFormat.Parquet,
            Form.Decisions => ExportFormat.Decisions,
            Form.Configs => ExportFormat.Configurations,
            _ => ExportFormat.Csv,
        };
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
