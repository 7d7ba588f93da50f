using System.CommandLine;
using Tune.Cli.Output;
using Tune.Hosting;
using Tune.Hosting.Results;

namespace Tune.Cli.Commands;

internal static class PlotCommand
{
    public static Command Make(CliContext cli)
    {
        var name = CommonOptions.Name("The experiment.");
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var output = new Option<string?>("--out")
        {
            Description = "Folder for the pictures; default plots/NAME below the store.", HelpName = "DIR",
        };
        var svg = new Option<bool>("--svg") { Description = "SVG rather than PNG." };
        var command = new Command("plot", "Draws every picture of an experiment.") { name, store, json, output, svg };
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), async () =>
        {
            var folder = parse.GetValue(store)!;
            await using var opened = Stores.OpenForReading(folder, cli.Error.WriteLine);
            var grid = await ResultGrid.LoadAsync(opened, parse.GetValue(name)!, cancellation);
            var pictures = await Pictures.WriteAsync(
                grid, parse.GetValue(output) ?? Pictures.FolderOf(folder, grid.Experiment.Name),
                parse.GetValue(svg), cancellation);
            foreach (var picture in pictures)
            {
                if (parse.GetValue(json))
                {
                    new JsonLines(cli.Out).Line("picture", line => line.WriteString("path", picture));
                }
                else
                {
                    cli.Out.WriteLine(picture);
                }
            }

            return ExitCode.Done;
        }));
        return command;
    }
}
