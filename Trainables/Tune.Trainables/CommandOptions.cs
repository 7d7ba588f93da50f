namespace Tune.Trainables;

/// <summary>A program to train with, in any language; see <see cref="Trainable.Command(string, CommandOptions)"/> for
/// how it is spoken to.</summary>
public sealed record CommandOptions
{
    /// <summary>The program: a path, or a name that is looked for on the PATH.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, passed on as they are; no shell reads them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The folder it runs in; null (default) for the current one. Relative paths among the arguments are
    /// relative to it.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Environment variables besides the inherited ones and those of the protocol, which win.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How long it may take to leave after it was told to, before it and all it started are killed: above
    /// zero, 24 days at most; default 10 s. Longer than the experiment's own limit is of no use.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the program can write checkpoints and go on from them; default true. Set it to false for one
    /// that cannot: an experiment whose scheduler pauses or copies trials is then refused before anything runs, and not
    /// only when the first trial has been paused in vain.</summary>
    public bool Checkpoints { get; init; } = true;

    private static readonly TimeSpan s_graceMax = TimeSpan.FromDays(24);

    /// <summary>The same program, started in the same way.</summary>
    public bool Equals(CommandOptions? other) => other is not null && Program == other.Program
        && WorkingDirectory == other.WorkingDirectory && StopGrace == other.StopGrace
        && Arguments.SequenceEqual(other.Arguments)
        && Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .SequenceEqual(other.Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal));

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Program, WorkingDirectory, Arguments.Count);

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(Program))
        {
            throw new ArgumentException("The command's Program is empty; it must name a program.");
        }

        if (StopGrace <= TimeSpan.Zero || StopGrace > s_graceMax)
        {
            throw new ArgumentException(
                $"The command's StopGrace is {StopGrace}; it must be above zero and at most {s_graceMax.Days} days.");
        }

        if (Arguments.Any(argument => argument is null || argument.Contains('\0', StringComparison.Ordinal)))
        {
            throw new ArgumentException("The command's Arguments have one that is null or contains the character 0.");
        }

        if (Environment.Keys.FirstOrDefault(IsNoVariable) is { } name)
        {
            throw new ArgumentException(
                $"The command's Environment has the name '{name}'; it must not be empty nor contain '='.");
        }
    }

    private static bool IsNoVariable(string name) =>
        name.Length == 0 || name.AsSpan().ContainsAny('=', '\0');
}
