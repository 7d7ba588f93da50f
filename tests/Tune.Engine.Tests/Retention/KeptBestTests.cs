using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Tests.Experiments;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Retention;

/// <summary>The checkpoints that are kept as the best are those of the best results.</summary>
internal sealed class KeptBestTests
{
    private static CheckpointRef Ref(int iteration) => new($"{iteration:x64}", 10, iteration);

    // One fold by luck, then two, then none that counts: the last of all is kept anyway.
    [TestCase(true, new[] { 2, 3 })]
    [TestCase(false, new[] { 1, 3 })]
    public void DropCheckpoints_KeepsWhatTheBestResultIsFrom(bool refines, int[] kept)
    {
        var some = new Scenario(spec => spec with
        {
            Objective = spec.Objective with { Refines = refines },
            Checkpoints = new CheckpointPolicy { KeepLast = 1, KeepBest = 1 },
        }).Place();
        foreach (var (iteration, value) in new[] { (1, 0.9), (2, 0.5), (3, double.NaN) })
        {
            some.Report(0, iteration, value).When(new ExperimentCommand.SaveCheckpoint(
                some.Now, new TrialId(0), new Attempt(1), Ref(iteration)));
        }

        some.When(new ExperimentCommand.DropCheckpoints(some.Now));

        Assert.That(some.State.Checkpoints.All.Select(each => each.Checkpoint), Is.EqualTo(kept.Select(Ref)));
        Assert.That(some.State.Best!.Iteration, Is.EqualTo(kept[0]));
    }

    // A history from before is folded as it was.
    [TestCase(null, false)]
    [TestCase(4, false)]
    [TestCase(5, true)]
    public void Created_ByAGeneration_KeepsByItsRules(int? generation, bool longestFirst)
    {
        var spec = new Scenario().Spec;

        var state = ExperimentMachine.Apply(new ExperimentState(), new ExperimentEvent.Created(
            new Moment(0, 0), spec with { Rules = generation, Objective = spec.Objective with { Refines = true } }));

        Assert.That(state.Checkpoints.LongestFirst, Is.EqualTo(longestFirst));
    }
}
