using System.CommandLine;
using Tune.Cli.Shell;
using Tune.Hosting;
using Tune.Hosting.Results;

namespace Tune.Cli.Commands;

/// <summary>An experiment as one page.</summary>
internal static class ReportCommand
{
    public static Command Make(CliContext cli)
    {
        var name = CommonOptions.Name("The experiment.");
        var store = CommonOptions.Store();
        var output = new Option<string?>("--to", "--out")
        {
            Description = "File to write; default NAME.html in the current folder.", HelpName = "FILE",
        };
        var command = new Command("report", "Writes an experiment as one HTML page that opens anywhere.")
        {
            name, store, output,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(json: false, async () =>
        {
            await using var opened = await Stores.OpenForReadingAsync(
                parse.GetValue(store)!, cli.Error.WriteLine, cancellation);
            var grid = await ResultGrid.LoadAsync(opened, parse.GetValue(name)!, cancellation);
            var path = parse.GetValue(output) ?? grid.Experiment.Name + ".html";
            await grid.SaveReportAsync(path, cancellation);
            cli.Out.WriteLine(path);
            return ExitCode.Done;
        }));
        return command;
    }
}
