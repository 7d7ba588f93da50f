using Tune.Engine.Ports;

namespace Tune.Clustering.Children;

/// <summary>One attempt as a child process gets it.</summary>
/// <param name="Trainable">The name of the training code.</param>
/// <param name="Assignment">What to train.</param>
/// <param name="Limits">What it may take.</param>
/// <param name="LogFile">Where its log goes; null for nowhere.</param>
internal sealed record ChildOrder(string Trainable, TrialAssignment Assignment, ChildLimits Limits, string? LogFile);
