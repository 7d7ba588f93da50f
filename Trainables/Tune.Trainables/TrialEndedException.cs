using Tune.Engine.Trials;

namespace Tune.Trainables;

/// <summary>
/// The attempt has been told to leave and has saved what it should: let this pass through, cleaning up on the way.
/// Thrown by the reporting members of <see cref="TrialContext"/>, and again by every later call if it is swallowed.
/// </summary>
public sealed class TrialEndedException : OperationCanceledException
{
    internal TrialEndedException(Leaving leaving)
        : base($"The trial was told to leave ({leaving}).") => Leaving = leaving;

    /// <summary>Why it leaves.</summary>
    public Leaving Leaving { get; }
}
