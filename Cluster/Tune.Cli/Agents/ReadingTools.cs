using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Tune.Client;

namespace Tune.Cli.Agents;

/// <summary>Tools that ask the API.</summary>
/// <param name="store">Whom they ask.</param>
internal sealed class ReadingTools(AgentStore store)
{
    private const int TakeMax = 200;
    private const int CurvesMax = 50;
    private const int WidthMax = 500;

    public IEnumerable<McpServerTool> All() =>
    [
        Tool("list_experiments", ListExperimentsAsync),
        Tool("show_experiment", ShowExperimentAsync),
        Tool("list_trials", ListTrialsAsync),
        Tool("show_trial", ShowTrialAsync),
        Tool("curves", CurvesAsync),
        Tool("list_templates", ListTemplatesAsync),
    ];

    private static McpServerTool Tool(string name, Delegate call) => McpServerTool.Create(
        call, new McpServerToolCreateOptions { Name = name, ReadOnly = true, OpenWorld = false });

    [Description("The experiments of the store: state, objective, counts of trials, best result.")]
    private Task<CallToolResult> ListExperimentsAsync(
        [Description("Only those for which this holds, such as state = 'finished' AND best > 0.9. Fields: name, state, "
            + "why, metric, mode, trials, reports, best, created, last, title, note, tags.NAME.")]
        string? where = null,
        [Description("name, created, last, state, trials, reports or best.")] string? order = null,
        [Description("Whether the largest comes first.")] bool descending = false,
        [Description("How many to leave out.")] int skip = 0,
        [Description("How many at most, 1 to 200.")] int take = 50,
        CancellationToken cancellation = default) => AskAsync(async client => AgentAnswer.Of(
            await client.ExperimentsAsync(
                skip, Within(nameof(take), take, 1, TakeMax), null, where, order, descending, cancellation),
            TuneJson.Default.ExperimentList), cancellation);

    [Description("One experiment: where it stands, its best result with the configuration, its search space, "
        + "algorithms and limits.")]
    private Task<CallToolResult> ShowExperimentAsync(
        [Description("Its name.")] string experiment, CancellationToken cancellation = default) =>
        AskAsync(async client => AgentAnswer.Of(
            await client.DetailAsync(experiment, cancellation), TuneJson.Default.ExperimentDetail), cancellation);

    [Description("Trials of an experiment, filtered and in an order.")]
    private Task<CallToolResult> ListTrialsAsync(
        [Description("The experiment's name.")] string experiment,
        [Description("Only those for which this holds, such as metrics.acc > 0.9 AND params.lr < 1e-3 AND status = "
            + "'Completed'. Fields: trial, status, best, iteration, duration, metrics.NAME, params.NAME.")]
        string? where = null,
        [Description("number, best, iteration, duration, metrics.NAME or params.NAME.")] string? order = null,
        [Description("Whether the largest comes first.")] bool descending = false,
        [Description("How many to leave out.")] int skip = 0,
        [Description("How many at most, 1 to 200.")] int take = 20,
        CancellationToken cancellation = default) => AskAsync(async client => AgentAnswer.Of(
            await client.TrialsAsync(
                experiment, where, order, descending, skip, Within(nameof(take), take, 1, TakeMax), cancellation),
            TuneJson.Default.TrialList), cancellation);

    [Description("One trial: configuration, last metrics, best value, and of one that broke the error with the end of "
        + "its log.")]
    private Task<CallToolResult> ShowTrialAsync(
        [Description("The experiment's name.")] string experiment,
        [Description("The trial's number, counted from 0.")] int trial,
        CancellationToken cancellation = default) => AskAsync(async client => AgentAnswer.Of(
            await client.TrialAsync(experiment, trial, cancellation), TuneJson.Default.TrialItem), cancellation);

    [Description("A metric of some trials over their iterations, thinned out.")]
    private Task<CallToolResult> CurvesAsync(
        [Description("The experiment's name.")] string experiment,
        [Description("The metric.")] string metric,
        [Description("The numbers of 1 to 50 trials.")] int[] trials,
        [Description("How many points of each at most, 2 to 500.")] int width = 50,
        CancellationToken cancellation = default) => AskAsync(async client => AgentAnswer.Of(
            await client.CurvesAsync(
                experiment, metric, Some(trials), Within(nameof(width), width, 2, WidthMax),
                cancellation: cancellation),
            TuneJson.Default.CurveList), cancellation);

    [Description("What can be submitted to the program that has the store open: metric, search space, algorithms and "
        + "limits of each template.")]
    private Task<CallToolResult> ListTemplatesAsync(CancellationToken cancellation = default) =>
        AskAsync(async client => AgentAnswer.Of(
            await client.TemplatesAsync(cancellation), TuneJson.Default.TemplateList), cancellation);

    private static int[] Some(int[] trials) => trials.Length is >= 1 and <= CurvesMax
        ? trials
        : throw new ArgumentException($"'trials' names {trials.Length} trials; it may name 1 to {CurvesMax}.");

    private static int Within(string name, int value, int least, int most) => value >= least && value <= most
        ? value
        : throw new ArgumentException($"'{name}' is {value}; it may be {least} to {most}.");

    private Task<CallToolResult> AskAsync(
        Func<TuneClient, Task<CallToolResult>> ask, CancellationToken cancellation) =>
        AgentAnswer.OfAsync(async () => await ask(await store.ClientAsync(cancellation)));
}
