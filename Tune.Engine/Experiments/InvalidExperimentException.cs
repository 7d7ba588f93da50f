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

    /// <summary>One sentence each, naming the field and what is allowed.</summary>
    public IReadOnlyList<string> Problems { get; }
}
