using System.CommandLine;

namespace Tune.Hosting.Cli.Commands;

internal static class ExportCommand
{
    public static Command Make(CliContext cli) => new("export", cli.Program);
}
