using Tune.Clustering.Logs;
using Tune.Engine.Ports;

namespace Tune.Clustering.Children;

/// <summary>One attempt as a child process gets it.</summary>
/// <param name="Trainable">The name of the training code.</param>
/// <param name="Assignment">What to train.</param>
/// <param name="Limits">What it may take.</param>
/// <param name="Log">For all it prints and logs.</param>
/// <param name="Notice">Tells those who watch one sentence.</param>
internal sealed record ChildOrder(
    string Trainable, TrialAssignment Assignment, ChildLimits Limits, AttemptLog Log, Action<string> Notice);
