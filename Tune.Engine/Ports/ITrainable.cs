using Tune.Engine.Trials;

namespace Tune.Engine.Ports;

/// <summary>Training code as the node sees it: one call runs one attempt from its start, or from a checkpoint, to its
/// end. What users write against is friendlier and lives in Tune.Trainables.</summary>
public interface ITrainable
{
    /// <summary>
    /// Trains. Returns how the attempt ended; an exception means it broke.
    /// </summary>
    /// <param name="assignment">What to train, and from where.</param>
    /// <param name="channel">Where reports go and orders come from.</param>
    /// <param name="cancellation">The attempt is to end at once, without saving.</param>
    Task<AttemptOutcome> RunAsync(TrialAssignment assignment, ITrialChannel channel, CancellationToken cancellation);
}
