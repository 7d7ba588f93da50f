using System.CommandLine;
using System.CommandLine.Help;
using Tune.Cli.Agents;
using Tune.Cli.Commands;
using Tune.Cli.Shell;

namespace Tune.Cli;

/// <summary>The command line as a whole.</summary>
internal static class CliRoot
{
    public static async Task<int> RunAsync(CliContext cli, string[] args)
    {
        var root = new RootCommand("Tunes hyperparameters and keeps track of it.");
        Command[] commands =
        [
            RunCommand.Run(cli), RunCommand.Resume(cli), ListCommand.Make(cli), ShowCommand.Make(cli),
            BestCommand.Make(cli), ControlCommand.Pause(cli), ControlCommand.Stop(cli), ExportCommand.Make(cli),
            PlotCommand.Make(cli), AnalyseCommand.Make(cli), NarrowCommand.Make(cli), SimulateCommand.Make(cli),
            DoctorCommand.Make(cli), ViewCommand.Make(cli), ReportCommand.Make(cli), ImportCommand.Make(cli),
            McpCommand.Make(cli), ServeCommand.Make(cli), MarkCommand.Tag(cli), MarkCommand.Note(cli),
            MarkCommand.Rename(cli), MarkCommand.Delete(cli), MoreCommand.Enqueue(cli), MoreCommand.Extend(cli),
            AuditCommand.Make(cli), WatchCommand.Make(cli), SubmitCommand.Make(cli),
        ];
        foreach (var command in commands)
        {
            root.Add(command);
        }

        var parse = root.Parse(WithRun(cli, args, commands));
        if (parse.Errors.Count > 0 && parse.Action is not HelpAction)
        {
            return UsageErrors.Tell(cli, parse, args);
        }

        var configuration = new InvocationConfiguration
        {
            Output = cli.Out,
            Error = cli.Error,
            EnableDefaultExceptionHandler = false,
            // Ctrl-C is ours: see Interrupt.
            ProcessTerminationTimeout = null,
        };
        return await parse.InvokeAsync(configuration);
    }

    // `digits --trials 9` means `run digits --trials 9`, unless digits is the name of a command.
    private static string[] WithRun(CliContext cli, string[] args, Command[] commands) =>
        args.Length > 0 && !args[0].StartsWith('-') && cli.Book.Find(args[0]) is not null
            && !commands.Any(command => command.Name == args[0])
            ? ["run", .. args]
            : args;
}
