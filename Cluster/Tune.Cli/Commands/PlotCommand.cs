using System.CommandLine;
using Tune.Cli.Output;
using Tune.Cli.Shell;
using Tune.Hosting;
using Tune.Hosting.Results;
using Tune.Plots;

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
        var dpi = CommonOptions.Count(
            "--dpi", "Dots per inch of PNG pictures: 96 (default) for 1200 pixels across, 192 for a dense screen, 300 "
            + "for print.", least: 24, most: 8 * PictureOptions.DpiPlain);
        var theme = CommonOptions.OneOf("--theme", "Colours: Light, or Dark.", PictureTheme.Light);
        var command = new Command("plot", "Draws every picture of an experiment.")
        {
            name, store, json, output, svg, dpi, theme,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), async () =>
        {
            if (parse.GetValue(svg) && parse.GetValue(dpi) is not null)
            {
                throw new UsageException(
                    "--dpi is for PNG pictures: SVG has no dots and is sharp at every size. Leave out --dpi or --svg.");
            }

            var folder = parse.GetValue(store)!;
            await using var opened = await Stores.OpenForReadingAsync(folder, cli.Error.WriteLine);
            var grid = await ResultGrid.LoadAsync(opened, parse.GetValue(name)!, cancellation);
            var options = new PictureOptions(
                parse.GetValue(svg), parse.GetValue(dpi) ?? PictureOptions.DpiPlain,
                parse.GetValue(theme) == PictureTheme.Dark ? PlotTheme.Dark : PlotTheme.Light);
            var failed = false;
            var pictures = await Pictures.WriteAsync(
                grid, parse.GetValue(output) ?? Pictures.FolderOf(folder, grid.Experiment.Name), options,
                sentence =>
                {
                    failed = true;
                    cli.Error.WriteLine(sentence);
                },
                cancellation);
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

            return failed ? ExitCode.Failed : ExitCode.Done;
        }));
        return command;
    }
}
