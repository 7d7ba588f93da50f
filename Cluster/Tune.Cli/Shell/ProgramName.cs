using System.Reflection;

namespace Tune.Cli.Shell;

internal static class ProgramName
{
    /// <summary>What to type to run this very program again, as short as it can be from here.</summary>
    public static string OfThisProcess()
    {
        var path = Environment.ProcessPath ?? "tune";
        var isDotnet = Path.GetFileNameWithoutExtension(path) == "dotnet";
        var file = isDotnet ? Assembly.GetEntryAssembly()?.Location ?? path : path;
        var near = Path.GetRelativePath(Environment.CurrentDirectory, file);
        var shown = near.StartsWith("..", StringComparison.Ordinal) ? file
            : near.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? near
            : Path.Combine(".", near);
        return (isDotnet ? "dotnet " : "") + Quote(shown);
    }

    /// <summary>The command line for a command on an experiment.</summary>
    public static string CommandLine(
        this CliContext cli, string command, string? name, string store, string? logs = null) =>
        $"{cli.Program} {command}{(name is null ? "" : " " + name)}"
        + (store == CliContext.DefaultStore ? "" : $" --store {Quote(store)}")
        + (logs is null ? "" : $" --logs {Quote(logs)}");

    private static string Quote(string text) => text.Contains(' ', StringComparison.Ordinal) ? $"\"{text}\"" : text;
}
