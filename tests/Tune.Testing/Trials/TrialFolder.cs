using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Testing.Trials;

/// <summary>A temporary folder for one attempt, and an assignment in it whose other values do not matter.</summary>
public sealed class TrialFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("tune-trial-").FullName;

    /// <summary>An assignment of the first attempt of trial 0, without checkpoints by time.</summary>
    public TrialAssignment Assignment => new()
    {
        Experiment = "some",
        Trial = new TrialId(0),
        Attempt = Attempt.None.Next,
        Config = Configuration.Empty,
        Seed = 7,
        Metric = "loss",
        Folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, "attempt")).FullName,
        Milestone = int.MaxValue,
        Checkpoints = new CheckpointPolicy { EveryInterval = TimeSpan.FromDays(1) },
    };

    /// <summary>The same, to go on from a checkpoint with one file.</summary>
    public TrialAssignment From(int iteration, string name, string text)
    {
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, $"from-{iteration}")).FullName;
        File.WriteAllText(System.IO.Path.Combine(folder, name), text);
        return Assignment with { From = folder, FromIteration = iteration };
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
