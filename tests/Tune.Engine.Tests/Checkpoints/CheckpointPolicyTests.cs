using Tune.Engine.Checkpoints;

namespace Tune.Engine.Tests.Checkpoints;

/// <summary>Which of the checkpoints that are offered are taken.</summary>
internal sealed class CheckpointPolicyTests
{
    [TestCase(4, 9, 0, 9.9, false)]
    [TestCase(4, 9, 0, 10, true, Description = "the time is over")]
    [TestCase(9, 9, 8, 0, true, Description = "a milestone")]
    public void IsDue_ByTimeAndMilestone_IsAsTheySay(
        int iteration, int milestone, int last, double seconds, bool isDue) => Assert.That(
        new CheckpointPolicy().IsDue(iteration, milestone, last, TimeSpan.FromSeconds(seconds)), Is.EqualTo(isDue));

    [TestCase(4, 0, false)]
    [TestCase(5, 0, true)]
    [TestCase(6, 5, false)]
    [TestCase(12, 7, true, Description = "iterations may jump over a multiple")]
    public void IsDue_ByIterations_IsWhenAMultipleHasBeenReached(int iteration, int last, bool isDue) => Assert.That(
        new CheckpointPolicy { EveryIterations = 5 }.IsDue(iteration, int.MaxValue, last, TimeSpan.Zero),
        Is.EqualTo(isDue));
}
