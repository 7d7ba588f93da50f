using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Results;

internal sealed class TrialSegmentsTests
{
    private static readonly Moment At = new(0, 0);

    // Trial 1 takes over 0 at 3, trial 0 takes over 1 at 6: the weights of 0 were its own, then those of 1.
    private static readonly ExperimentEvent[] History =
    [
        Proposed(0, 0.25), Proposed(1, 0.5), Reported(0, 3), Reported(1, 3), Cloned(1, donor: 0, from: 3, 0.75),
        Reported(1, 6), Reported(0, 6), Cloned(0, donor: 1, from: 6, 0.9), Reported(0, 9), Reported(0, 8),
    ];

    [Test]
    public async Task Of_AHistory_CutsEachTrialWhereItBecameAClone()
    {
        var trials = await TrialSegments.OfAsync(History.ToAsyncEnumerable());
        Assert.That(
            trials[new TrialId(0)].Select(one => (one.From, one.To, one.Config.Real("x"), one.Donor?.Number)),
            Is.EqualTo(new (int, int, double, int?)[] { (0, 6, 0.25, null), (6, 9, 0.9, 1) }));
        Assert.That(
            trials[new TrialId(1)].Select(one => (one.From, one.To, one.Config.Real("x"), one.Donor?.Number)),
            Is.EqualTo(new (int, int, double, int?)[] { (0, 3, 0.5, null), (3, 6, 0.75, 0) }));
    }

    [Test]
    public async Task LineageOf_ACloneOfAClone_IsWhatItsWeightsWentThrough()
    {
        var trials = await TrialSegments.OfAsync(History.ToAsyncEnumerable());
        Assert.That(
            TrialSegments.LineageOf(trials, new TrialId(0), 9)
                .Select(part => (part.Trial.Number, part.Segment.From, part.To)),
            Is.EqualTo([(0, 0, 3), (1, 3, 6), (0, 6, 9)]));
        Assert.That(
            TrialSegments.LineageOf(trials, new TrialId(0), 5).Select(part => (part.Trial.Number, part.To)),
            Is.EqualTo([(0, 5)]), "before it became a clone");
    }

    [Test]
    public async Task Of_AnAttemptThatGoesOnFromAnEarlierPlace_LeavesOutWhatItUndoes() => Assert.That(
        await StretchesAsync([
            Proposed(0, 0.25), Started(0, null), Reported(0, 4), Saved(0, 'a', 4), Reported(0, 7),
            Started(0, Checkpoint('a', 4)), Reported(0, 5),
        ]),
        Is.EqualTo(new (int, int, double, int?)[] { (0, 5, 0.25, null) }));

    [Test]
    public async Task Of_ACloneThatIsRetriedFromTheDonorsCheckpoint_KeepsWhatWasBeforeIt() => Assert.That(
        await StretchesAsync([
            Proposed(0, 0.25), Started(0, null), Reported(0, 3), Cloned(0, donor: 1, from: 6, 0.9),
            Started(0, Checkpoint('0', 6)), Reported(0, 9), Started(0, Checkpoint('0', 6)),
        ]),
        Is.EqualTo(new (int, int, double, int?)[] { (0, 3, 0.25, null), (6, 6, 0.9, 1) }));

    [Test]
    public async Task Of_ACloneThatGoesBackBehindItsCloning_TrainsItsOwnWeightsWithTheNewConfiguration() => Assert.That(
        await StretchesAsync([
            Proposed(0, 0.25), Started(0, null), Reported(0, 3), Saved(0, 'a', 3), Reported(0, 4),
            Cloned(0, donor: 1, from: 6, 0.9), Started(0, Checkpoint('0', 6)), Reported(0, 9),
            Started(0, Checkpoint('a', 3)), Reported(0, 5),
        ]),
        Is.EqualTo(new (int, int, double, int?)[] { (0, 3, 0.25, null), (3, 5, 0.9, 0) }));

    [Test]
    public async Task Of_ATrialReopenedFromNothing_BeginsAnew() => Assert.That(
        await StretchesAsync([
            Proposed(0, 0.25), Started(0, null), Reported(0, 3), Cloned(0, donor: 1, from: 6, 0.9),
            Started(0, Checkpoint('0', 6)), Reported(0, 9),
            new ExperimentEvent.TrialReopened(At, new TrialId(0), Configuration.Of(("x", 0.9)), null),
            Started(0, null), Reported(0, 2),
        ]),
        Is.EqualTo(new (int, int, double, int?)[] { (0, 2, 0.9, null) }));

    private static async Task<IEnumerable<(int From, int To, double X, int? Donor)>> StretchesAsync(
        ExperimentEvent[] history)
    {
        var trials = await TrialSegments.OfAsync(history.ToAsyncEnumerable());
        return trials[new TrialId(0)].Select(one => (one.From, one.To, one.Config.Real("x"), one.Donor?.Number));
    }

    private static CheckpointRef Checkpoint(char name, int iteration) => new(new string(name, 64), 1, iteration);

    private static ExperimentEvent.AttemptStarted Started(int trial, CheckpointRef? from) =>
        new(At, new TrialId(trial), new Attempt(1), Allocation.On("node", 0), from);

    private static ExperimentEvent.CheckpointSaved Saved(int trial, char name, int iteration) =>
        new(At, new TrialId(trial), new Attempt(1), Checkpoint(name, iteration));

    private static ExperimentEvent.TrialProposed Proposed(int trial, double x) =>
        new(At, new TrialId(trial), Configuration.Of(("x", x)));

    private static ExperimentEvent.Reported Reported(int trial, int iteration) => new(
        At, new TrialId(trial), new Attempt(1), iteration, iteration, MetricSet.Of(("acc", 0.5)));

    private static ExperimentEvent.Decided Cloned(int trial, int donor, int from, double x) => new(
        At, new TrialId(trial), new Attempt(1), from, from,
        new Decision.CloneFrom(
            new TrialId(donor), new CheckpointRef(new string('0', 64), 1, from), Configuration.Of(("x", x))), 0);
}
