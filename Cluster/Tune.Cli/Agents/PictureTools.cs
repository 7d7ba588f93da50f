using System.CommandLine;
using System.ComponentModel;
using System.Globalization;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Tune.Cli.Commands;
using Tune.Cli.Shell;
using Tune.Hosting.Results;
using Tune.Plots;
using Tune.Plots.Charts;

namespace Tune.Cli.Agents;

/// <summary>Tools that draw and reckon: as the commands of the same names do.</summary>
/// <param name="cli">What commands work with.</param>
/// <param name="store">Whose experiments.</param>
internal sealed class PictureTools(CliContext cli, AgentStore store)
{
    public IEnumerable<McpServerTool> All() =>
    [
        Tool("plot", PlotAsync), Tool("analyse", AnalyseAsync), Tool("forecast", ForecastAsync),
    ];

    private static McpServerTool Tool(string name, Delegate call) => McpServerTool.Create(
        call, new McpServerToolCreateOptions { Name = name, ReadOnly = true, OpenWorld = false });

    [Description("A picture of an experiment, as PNG.")]
    private Task<CallToolResult> PlotAsync(
        [Description("The experiment's name.")] string experiment,
        [Description("learning-curves, history, parallel-coordinates, slice, rank, importance, interactions, contour, "
            + "rungs, timeline, distribution, lineage, schedule, pareto or hypervolume.")] string picture,
        [Description("Whether it has a dark background.")] bool dark = false,
        CancellationToken cancellation = default) => AgentAnswer.OfAsync(async () =>
    {
        await using var opened = await store.OpenAsync(cancellation);
        var grid = await ResultGrid.LoadAsync(opened, experiment, cancellation);
        var plots = await grid.PlotsAsync(dark ? PlotTheme.Dark : PlotTheme.Light, cancellation);
        var figure = plots.Draw(picture);
        return AgentAnswer.OfPng(figure.GetPng(), figure.Missing ?? $"{figure.Title}: {figure.Subtitle}");
    });

    [Description("Which parameters matter for the objective or for another metric, alone and together.")]
    private Task<CallToolResult> AnalyseAsync(
        [Description("The experiment's name.")] string experiment,
        [Description("What to explain; default the objective.")] string? metric = null,
        [Description("PedAnova (what sets the best apart) or Fanova (what moves the value over the whole space).")]
        string? method = null,
        CancellationToken cancellation = default) => AgentAnswer.OfAsync(() => RunAsync(
            AnalyseCommand.Make, experiment, cancellation, ("--metric", metric), ("--method", method)));

    [Description("What an experiment would cost and come to: time, trials and best result, over many seeds.")]
    private Task<CallToolResult> ForecastAsync(
        [Description("The experiment's name; its recorded curves are used.")] string experiment,
        [Description("How many trials in all; default the experiment's.")] int? trials = null,
        [Description("How many run at once; default as many as on this machine.")] int? workers = null,
        [Description("Another scheduler, such as asha or hyperband.")] string? scheduler = null,
        [Description("Another searcher, such as tpe or random.")] string? searcher = null,
        [Description("How many seeds, 1 to 200; default 20.")] int seeds = 20,
        CancellationToken cancellation = default) => AgentAnswer.OfAsync(() => RunAsync(
            SimulateCommand.Make, experiment, cancellation,
            ("--trials", trials?.ToString(CultureInfo.InvariantCulture)),
            ("--workers", workers?.ToString(CultureInfo.InvariantCulture)), ("--scheduler", scheduler),
            ("--searcher", searcher), ("--seeds", Math.Clamp(seeds, 1, 200).ToString(CultureInfo.InvariantCulture))));

    // What a command says to scripts is what an agent is told.
    private async Task<CallToolResult> RunAsync(
        Func<CliContext, Command> make, string experiment, CancellationToken cancellation,
        params (string Name, string? Value)[] options)
    {
        await using var output = new StringWriter(CultureInfo.InvariantCulture);
        await using var error = new StringWriter(CultureInfo.InvariantCulture);
        var command = make(cli with { Out = output, Error = error, OwnsConsole = false });
        var parse = command.Parse(
        [
            "--json", "--store", store.Address,
            .. options.Where(each => each.Value is not null).Select(each => $"{each.Name}={each.Value}"), "--",
            experiment,
        ]);
        if (parse.Errors.Count > 0)
        {
            return AgentAnswer.Error(string.Join(' ', parse.Errors.Select(each => each.Message)));
        }

        var code = await parse.InvokeAsync(
            new InvocationConfiguration
            {
                Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
            },
            cancellation);
        return code == ExitCode.Done
            ? AgentAnswer.Of(output.ToString())
            : AgentAnswer.Error(error.ToString().Trim());
    }
}
