using Tune.Engine.Ports;

namespace Tune.Engine.Experiments;

/// <summary>An experiment was refused before anything ran. The message has one line per problem.</summary>
public sealed class InvalidExperimentException : ArgumentException
{
    /// <summary>Makes it from the problems found.</summary>
    public InvalidExperimentException(string name, IReadOnlyList<string> problems)
        : base($"The experiment '{name}' cannot start:\n"
            + string.Join("\n", problems.Select(p => "  - " + p)))
    {
        Problems = problems;
    }

    /// <summary>What is wrong with the store, if nothing is wrong with the experiment; null otherwise.</summary>
    public StorageFault? Fault { get; init; }

    /// <summary>One sentence each, naming the field and what is allowed.</summary>
    public IReadOnlyList<string> Problems { get; }
}
