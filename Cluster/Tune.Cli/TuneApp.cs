using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Spectre.Console;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.Spaces;
using Tune.Hosting;
using Tune.Hosting.Running;

namespace Tune.Cli;

/// <summary>
/// Makes a console program the command line of its experiments, and at the same time what runs in its child processes.
/// </summary>
public static class TuneApp
{
    /// <summary>
    /// Runs the command line. Offers every static method of the program that is marked with
    /// <see cref="ExperimentAttribute"/>.
    /// </summary>
    /// <param name="args">The program's arguments.</param>
    /// <param name="configure">Adds experiments that are built at run time.</param>
    /// <returns>The exit code: 0 done, 1 failed, 2 usage, 130 interrupted.</returns>
    [RequiresUnreferencedCode(Trimming.Why)]
    public static async Task<int> RunAsync(string[] args, Action<TuneAppBuilder>? configure = null)
    {
        if (Trimming.Problem is { } trimmed)
        {
            Console.Error.WriteLine($"error: {trimmed} {Trimming.Why}");
            return ExitCode.Usage;
        }

        var book = new ExperimentBook();
        if (Assembly.GetEntryAssembly() is { } program)
        {
            book.AddAll(program);
        }

        try
        {
            configure?.Invoke(new TuneAppBuilder(book));
        }
        catch (Exception problem) when (problem is InvalidSpaceException or NameTakenException)
        {
            Console.Error.WriteLine($"error: An experiment of this program cannot be defined. {problem.Message}");
            return ExitCode.Usage;
        }

        if (ChildProcess.IsOne)
        {
            return await ChildProcess.RunAsync(book.Trainables);
        }

        // Made before anything is printed: training code's own prints are led elsewhere while it runs.
        var terminal = Console.IsOutputRedirected ? null : AnsiConsole.Console;
        return await CliRoot.RunAsync(
            new CliContext
            {
                Book = book,
                Out = Console.Out,
                Error = Console.Error,
                Terminal = terminal,
                OwnsConsole = true,
                Program = ProgramName.OfThisProcess(),
            },
            args);
    }
}
