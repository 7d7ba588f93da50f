namespace Tune.Clustering.Children;

/// <summary>How a node handles its child processes.</summary>
internal sealed record ChildPoolOptions
{
    /// <summary>What to start; default this program, which is looked for when one is first started: a node whose trials
    /// all run on threads does without.</summary>
    public ChildProgram Program { get => field ??= ChildProgram.Current; init; }

    /// <summary>How many attempts a process runs before a fresh one takes its place, 1 or more; default 200.</summary>
    public int AttemptsMax { get; init; } = 200;

    /// <summary>A process that runs an attempt and gives no sign of life for this long is killed; default 10 s. Signs
    /// of life come every second.</summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a process may take to start; default 60 s.</summary>
    public TimeSpan StartMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a process that has come by other training code of the right name may take to come to the right
    /// one; default 15 s.</summary>
    public TimeSpan OtherCodeMax { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A process without work is ended after this time, which gives its memory back; default 60 s.</summary>
    public TimeSpan IdleMax { get; init; } = TimeSpan.FromSeconds(60);
}
