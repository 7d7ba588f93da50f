using System.ComponentModel;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Tune.Cli.Owning;
using Tune.Client;
using Tune.Client.Shapes;

namespace Tune.Cli.Agents;

/// <summary>Tools that act, as the commands of the same names do: the program that has the store open is asked.
/// </summary>
/// <param name="store">Whose experiments.</param>
internal sealed class ActingTools(AgentStore store)
{
    public IEnumerable<McpServerTool> All() =>
    [
        Tool("pause", PauseAsync, destructive: false), Tool("stop", StopAsync, destructive: true),
        Tool("stop_trial", StopTrialAsync, destructive: true), Tool("resume", ResumeAsync, destructive: false),
        Tool("extend", ExtendAsync, destructive: false), Tool("enqueue", EnqueueAsync, destructive: false),
        Tool("submit", SubmitAsync, destructive: false), Tool("tag", TagAsync, destructive: true),
        Tool("note", NoteAsync, destructive: true),
    ];

    private static McpServerTool Tool(string name, Delegate call, bool destructive) => McpServerTool.Create(
        call, new McpServerToolCreateOptions
        {
            Name = name, ReadOnly = false, Destructive = destructive,
            Idempotent = name is not ("enqueue" or "submit"), OpenWorld = false,
        });

    [Description("Saves and frees everything that an experiment runs; it can be resumed.")]
    private Task<CallToolResult> PauseAsync(
        [Description("The experiment's name.")] string experiment, CancellationToken cancellation = default) =>
        ActAsync(client => client.PauseAsync(experiment, null, cancellation), cancellation);

    [Description("Ends an experiment; its results stay.")]
    private Task<CallToolResult> StopAsync(
        [Description("The experiment's name.")] string experiment, CancellationToken cancellation = default) =>
        ActAsync(client => client.StopAsync(experiment, null, cancellation), cancellation);

    [Description("Ends one trial; its results stay.")]
    private Task<CallToolResult> StopTrialAsync(
        [Description("The experiment's name.")] string experiment,
        [Description("The trial's number, counted from 0.")] int trial,
        CancellationToken cancellation = default) =>
        ActAsync(client => client.StopTrialAsync(experiment, trial, null, cancellation), cancellation);

    [Description("Goes on with an experiment that is paused, was stopped or has failed, if its program runs.")]
    private Task<CallToolResult> ResumeAsync(
        [Description("The experiment's name.")] string experiment, CancellationToken cancellation = default) =>
        ActAsync(client => client.ResumeAsync(experiment, null, cancellation), cancellation);

    [Description("Gives an experiment more trials, more time, or both; one that is over goes on.")]
    private Task<CallToolResult> ExtendAsync(
        [Description("The experiment's name.")] string experiment,
        [Description("How many trials there shall be in all, 1 or more.")] int? trials = null,
        [Description("How many seconds it may be active in all, above 0.")] double? seconds = null,
        CancellationToken cancellation = default) => ActAsync(
            client => client.ExtendAsync(
                experiment, trials, seconds is { } most ? SecondsOf(most) : null, null, cancellation),
            cancellation);

    [Description("Tries a configuration next, on top of the trials that were asked for.")]
    private Task<CallToolResult> EnqueueAsync(
        [Description("The experiment's name.")] string experiment,
        [Description("Values of parameters by name; what is left out is drawn.")]
        Dictionary<string, JsonElement> config,
        CancellationToken cancellation = default) =>
        ActAsync(client => client.EnqueueAsync(experiment, config, null, cancellation), cancellation);

    [Description("Begins a new experiment in the program that has the store open: like a template of its "
        + "(list_templates), or like another experiment. What is left out is as it is there.")]
    private Task<CallToolResult> SubmitAsync(
        [Description("The template's name; this or 'from'.")] string? template = null,
        [Description("An experiment whose settings it has; this or 'template'.")] string? from = null,
        [Description("Its name, which no other has; nothing for one that is made up.")] string? name = null,
        [Description("How many trials, 1 or more.")] int? trials = null,
        [Description("How many seconds it may be active in all, above 0.")] double? seconds = null,
        [Description("Its seed, 0 or more.")] ulong? seed = null,
        [Description("How long a trial trains at most, where its scheduler has such an option.")]
        int? maxIterations = null,
        [Description("How many of its trials run at once at most.")] int? maxConcurrent = null,
        [Description("Its note.")] string? note = null,
        CancellationToken cancellation = default) => ActAsync(
            client => client.SubmitAsync(
                new SubmitItem
                {
                    Template = template, From = from, Name = name, Trials = trials, TimeBudgetSeconds = seconds,
                    Seed = seed, MaxIterations = maxIterations, MaxConcurrent = maxConcurrent, Note = note,
                },
                null, cancellation),
            cancellation);

    [Description("Sets a tag of an experiment or of one of its trials, or removes it.")]
    private Task<CallToolResult> TagAsync(
        [Description("The experiment's name.")] string experiment,
        [Description("The tag's name, 1 to 250 characters.")] string name,
        [Description("Its value, at most 8,000 characters; nothing to remove it.")] string? value = null,
        [Description("Of which trial; nothing for the experiment.")] int? trial = null,
        CancellationToken cancellation = default) => ActAsync(
            client => client.AnnotateAsync(
                experiment,
                value is null
                    ? new AnnotateItem { Remove = [name] }
                    : new AnnotateItem { Set = new Dictionary<string, string> { [name] = value } },
                trial, null, cancellation),
            cancellation);

    [Description("Writes the note of an experiment or of one of its trials.")]
    private Task<CallToolResult> NoteAsync(
        [Description("The experiment's name.")] string experiment,
        [Description("The note, at most 64 KiB; empty removes it.")] string text,
        [Description("Of which trial; nothing for the experiment.")] int? trial = null,
        CancellationToken cancellation = default) => ActAsync(
            client => client.AnnotateAsync(experiment, new AnnotateItem { Note = text }, trial, null, cancellation),
            cancellation);

    private static TimeSpan SecondsOf(double seconds) =>
        seconds > 0 && seconds <= TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentException("'seconds' must be above 0.");

    private Task<CallToolResult> ActAsync(Func<TuneClient, Task<DoneItem>> act, CancellationToken cancellation) =>
        AgentAnswer.OfAsync(async () =>
        {
            await using var owner = await Owner.OfAsync(store.Address, cancellation);
            owner.Client.Via = "mcp";
            return AgentAnswer.Of((await act(owner.Client)).Message);
        });
}
