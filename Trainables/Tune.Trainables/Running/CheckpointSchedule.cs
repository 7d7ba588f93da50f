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

    public bool IsDue(int iteration, int milestone) =>
        policy.IsDue(iteration, milestone, _last, clock.GetElapsedTime(_taken));

    public void Taken(int iteration)
    {
        _last = iteration;
        _taken = clock.GetTimestamp();
    }
}
