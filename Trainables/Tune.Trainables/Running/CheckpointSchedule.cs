using Tune.Engine.Checkpoints;

namespace Tune.Trainables.Running;

/// <summary>Whether an offered checkpoint is to be written.</summary>
/// <param name="policy">How often.</param>
/// <param name="clock">Its timestamps count; the time of day does not.</param>
/// <param name="iteration">What the attempt starts from: counts as the last one taken.</param>
internal sealed class CheckpointSchedule(CheckpointPolicy policy, TimeProvider clock, int iteration)
{
    private int _last = iteration;
    private long _taken = clock.GetTimestamp();

    /// <summary>At milestones, when a multiple of EveryIterations has been reached, or when EveryInterval is
    /// over.</summary>
    public bool IsDue(int iteration, int milestone) =>
        iteration >= milestone
        || (policy.EveryIterations > 0 && iteration / policy.EveryIterations > _last / policy.EveryIterations)
        || clock.GetElapsedTime(_taken) >= policy.EveryInterval;

    public void Taken(int iteration)
    {
        _last = iteration;
        _taken = clock.GetTimestamp();
    }
}
