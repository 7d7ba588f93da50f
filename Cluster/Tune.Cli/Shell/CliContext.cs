using Spectre.Console;
using Tune.Cli.Catalog;
using Tune.Cli.Output;

namespace Tune.Cli.Shell;

/// <summary>What every command works with. Everything that touches the outside is in here, so that tests can bring
/// their own.</summary>
internal sealed record CliContext
{
    /// <summary>The store that need not be named.</summary>
    public const string DefaultStore = "./tune-data";

    public required ExperimentBook Book { get; init; }

    /// <summary>Standard output: results, and nothing else when they are for machines.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error: sentences for people when standard output is for machines, and errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The terminal, if standard output is one.</summary>
    public IAnsiConsole? Terminal { get; init; }

    /// <summary>Whether this process's console is the command line's own, to take what training code prints off
    /// it.</summary>
    public bool OwnsConsole { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How many slots a run has unless it is told otherwise.</summary>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>How this program is called, for the commands it prints.</summary>
    public required string Program { get; init; }

    /// <summary>An error for people, and for machines if they listen.</summary>
    public int Fail(string message, bool json, int code = ExitCode.Failed)
    {
        Error.WriteLine($"error: {message}");
        if (json)
        {
            new JsonLines(Out).Error(message);
        }

        return code;
    }
}
