using Tune.Clustering.Children.Code;
using Tune.Clustering.Children.Frames;
using Tune.Clustering.Logs;
using Tune.Engine.Ports;

namespace Tune.Clustering.Children;

/// <summary>One attempt as a child process gets it.</summary>
/// <param name="Trainable">The name of the training code.</param>
/// <param name="Code">What it is; a child that has other code of that name must not run it.</param>
/// <param name="Assignment">What to train.</param>
/// <param name="Limits">What it may take.</param>
/// <param name="Log">For all it prints and logs.</param>
/// <param name="Notice">Tells those who watch one sentence.</param>
internal sealed record ChildOrder(
    string Trainable, TrainingCode Code, TrialAssignment Assignment, ChildLimits Limits, AttemptLog Log,
    Action<string> Notice)
{
    /// <summary>Awaited once its process, which has graphics cards, has ended, with the numbers of all it consisted of:
    /// until the memory of the cards is free again. Null for nothing to wait for.</summary>
    public Func<IReadOnlyCollection<int>, Task>? FreeCards { get; init; }

    /// <summary>What the child is told of it.</summary>
    public AssignMessage ToMessage() => new(
        Trainable, Code.Text.Length <= TrainingCode.TextMax ? Code.Text : Code.Fingerprint, Code.IsPortable,
        Code.IsPortable ? "" : Code.WhyNotPortable(), Assignment);
}
