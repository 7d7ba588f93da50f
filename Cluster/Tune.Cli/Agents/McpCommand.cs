using System.CommandLine;
using System.Reflection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Tune.Cli.Commands;
using Tune.Cli.Shell;
using Tune.Hosting;

namespace Tune.Cli.Agents;

/// <summary>A server of the Model Context Protocol on standard input and output, for coding agents. Nothing else is
/// written to standard output.</summary>
internal static class McpCommand
{
    private const string Instructions =
        "Experiments that tune hyperparameters. Begin with list_experiments; show_experiment says what one optimises "
        + "and where it stands. Trials are found with list_trials and a filter such as \"metrics.acc > 0.9 AND "
        + "params.lr < 1e-3\". plot gives pictures.";

    public static Command Make(CliContext cli)
    {
        var store = CommonOptions.Store();
        var writes = new Option<bool>("--allow-writes")
        {
            Description = "Also offer tools that act: submit, pause, stop and more. Without it agents only read.",
        };
        var command = new Command("mcp", "Serves a store to coding agents over the Model Context Protocol.")
        {
            store, writes,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(json: false, async () =>
        {
            if (cli.OwnsConsole)
            {
                // What a library prints must not come between two messages.
                Console.SetOut(Console.Error);
            }

            var address = parse.GetValue(store)!;
            await Stores.RequireAsync(address, cancellation);
            await using var agents = new AgentStore(address, cli.Error.WriteLine);
            await RunAsync(cli, agents, parse.GetValue(writes), cancellation);
            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task RunAsync(
        CliContext cli, AgentStore store, bool mayWrite, CancellationToken cancellation)
    {
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation
            {
                Name = "tunenet",
                Version = typeof(McpCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                    ?.InformationalVersion.Split('+')[0] ?? "0",
            },
            ServerInstructions = Instructions,
            ToolCollection = [],
        };
        foreach (var tool in new ReadingTools(store).All().Concat(new PictureTools(cli, store).All())
            .Concat(mayWrite ? new ActingTools(store).All() : []))
        {
            options.ToolCollection.Add(tool);
        }

        await using var transport = new StdioServerTransport("tunenet");
        await using var server = McpServer.Create(transport, options);
        await server.RunAsync(cancellation);
    }
}
