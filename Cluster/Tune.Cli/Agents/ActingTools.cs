using System.ComponentModel;
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
        Tool("stop_trial", StopTrialAsync, destructive: true),
    ];

    private static McpServerTool Tool(string name, Delegate call, bool destructive) => McpServerTool.Create(
        call, new McpServerToolCreateOptions
        {
            Name = name, ReadOnly = false, Destructive = destructive, Idempotent = true, OpenWorld = false,
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

    private Task<CallToolResult> ActAsync(Func<TuneClient, Task<DoneItem>> act, CancellationToken cancellation) =>
        AgentAnswer.OfAsync(async () =>
        {
            await using var owner = await Owner.OfAsync(store.Address, cancellation);
            owner.Client.Via = "mcp";
            return AgentAnswer.Of((await act(owner.Client)).Message);
        });
}
