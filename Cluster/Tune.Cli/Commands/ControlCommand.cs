using System.CommandLine;
using Tune.Cli.Shell;
using Tune.Hosting;
using Tune.Hosting.Control;

namespace Tune.Cli.Commands;

/// <summary>pause and stop: asked of the process that runs the experiment, or written to the store if none
/// does.</summary>
internal static class ControlCommand
{
    public static Command Pause(CliContext cli) => Make(
        cli, "pause", "Saves and frees everything that runs; 'resume' goes on.");

    public static Command Stop(CliContext cli) => Make(
        cli, "stop", "Ends an experiment, or with --trial one of its trials; results are kept.", withTrial: true);

    private static Command Make(CliContext cli, string action, string description, bool withTrial = false)
    {
        var name = CommonOptions.Name("The experiment.");
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var trial = CommonOptions.Count("--trial", "Only this trial.", least: 0);
        var command = new Command(action, description) { name, store, json };
        if (withTrial)
        {
            command.Add(trial);
        }

        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), async () =>
        {
            var number = withTrial ? parse.GetValue(trial) : null;
            var request = new ControlRequest(
                number is null ? action : "stop-trial", parse.GetValue(name)!, number);
            var reply = await AskAsync(cli, parse.GetValue(store)!, request, cancellation);
            if (!reply.Ok)
            {
                return cli.Fail(reply.Message, parse.GetValue(json));
            }

            if (parse.GetValue(json))
            {
                new Output.JsonLines(cli.Out).Notice(reply.Message);
            }
            else
            {
                cli.Out.WriteLine(reply.Message);
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task<ControlReply> AskAsync(
        CliContext cli, string store, ControlRequest request, CancellationToken cancellation)
    {
        if (Stores.FolderOf(store) is { } folder
            && await ControlClient.AskAsync(folder, request, ControlClient.Patience, cancellation) is { } reply)
        {
            return reply;
        }

        await Stores.RequireAsync(store, cancellation);
        await using var host = await TuneHost.StartAsync(
            new TuneHostOptions { Store = store, Slots = 0 }, cancellation);
        return await host.ControlAsync(request, cancellation);
    }
}
