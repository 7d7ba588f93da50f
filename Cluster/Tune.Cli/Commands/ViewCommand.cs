using System.CommandLine;
using System.Runtime.InteropServices;
using Tune.Cli.Output;
using Tune.Cli.Owning;
using Tune.Cli.Shell;
using Tune.Cli.Viewing;
using Tune.Client;
using Tune.Hosting;
using Tune.Hosting.Running;
using Tune.Server.Acting;
using Tune.Viewer;

namespace Tune.Cli.Commands;

/// <summary>view prints a link to the viewer of the program that has the store; where there is none it serves the store
/// itself, without holding it, until Ctrl-C.</summary>
internal static class ViewCommand
{
    public static Command Make(CliContext cli)
    {
        var (store, json, port) = (CommonOptions.Store(), CommonOptions.Json(), CommonOptions.Port());
        var logs = CommonOptions.Folder(
            "--logs", "Folder that runs were given for what trials print; default in the store's folder.");
        var name = new Argument<string?>("name")
        {
            Description = "The experiment to open; default the list of all.", Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("view", "Prints a link to the viewer, and serves it if no program does.")
        {
            name, store, logs, json, port,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), () => RunAsync(
            cli, parse.GetValue(store)!, parse.GetValue(logs), parse.GetValue(name), parse.GetValue(port),
            parse.GetValue(json), cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(
        CliContext cli, string store, string? logs, string? experiment, int? port, bool json,
        CancellationToken cancellation)
    {
        var page = experiment is null ? "/" : $"/e/{Uri.EscapeDataString(experiment)}";
        if (Stores.FolderOf(store) is { } folder && await LinkAsync(folder, page, cancellation) is { } link)
        {
            Say(cli, json, link);
            return ExitCode.Done;
        }

        await using var reading = await Stores.OpenForReadingAsync(store, cli.Error.WriteLine, cancellation);
        IActs? acts = Stores.FolderOf(store) is { } place ? new OwnerActs(place, new BriefOwner(store)) : null;
        var served = new Served(reading, acts)
        {
            Logs = Stores.FolderOf(store) is { } home ? NodeFolders.Of(home, null, logs).Logs : null,
        };
        await using var server = await TuneViewer.StartAsync(
            served, ViewedRun.Options(store, port), cancellation);
        Say(cli, json, server.NewLink(page));
        cli.Error.WriteLine("Ctrl-C ends it; nothing that runs is touched.");
        await WaitAsync(cancellation);
        return ExitCode.Done;
    }

    private static async Task<Uri?> LinkAsync(string folder, string page, CancellationToken cancellation)
    {
        using var owner = await Owner.FindAsync(folder, cancellation);
        try
        {
            return owner is null ? null : await owner.NewLinkAsync(page, cancellation);
        }
        catch (TuneClientException refused) when (refused.Kind == "no_viewer")
        {
            return null;
        }
    }

    private static void Say(CliContext cli, bool json, Uri link)
    {
        if (json)
        {
            new JsonLines(cli.Out).Line("viewer", line => line.WriteString("url", link.ToString()));
        }
        else
        {
            cli.Out.WriteLine($"viewer     {link}");
        }
    }

    /// <summary>Waits for Ctrl-C.</summary>
    public static async Task WaitAsync(CancellationToken cancellation)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellation.Register(() => asked.TrySetResult());
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Leave);
        using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Leave);
        await asked.Task;

        void Leave(PosixSignalContext context)
        {
            context.Cancel = true;
            asked.TrySetResult();
        }
    }
}
