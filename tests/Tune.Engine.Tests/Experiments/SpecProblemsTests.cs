using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.RandomSearch;

namespace Tune.Engine.Tests.Experiments;

/// <summary>Everything wrong with a spec is said before anything runs, in one sentence that names the field.</summary>
internal sealed class SpecProblemsTests
{
    private static readonly RandomSearchOptions Many = new();

    private static readonly (string Field, Func<ExperimentSpec, ExperimentSpec> Spoil)[] Mistakes =
    [
        ("Name", spec => spec with { Name = "a/b" }),
        ("Name", spec => spec with { Name = new string('a', 101) }),
        ("Trainable", spec => spec with { Trainable = " " }),
        ("Metric", spec => spec with { Objective = new Objective("", Mode.Max) }),
        ("Metric", spec => spec with { Objective = new Objective("a\nb", Mode.Max) }),
        ("Mode", spec => spec with { Objective = new Objective("acc", (Mode)7) }),
        ("Mode", spec => spec with { FurtherObjectives = [new("size", (Mode)7)], Searcher = Many }),
        ("'acc' is named 2 times", spec => spec with { FurtherObjectives = [new("acc", Mode.Min)], Searcher = Many }),
        ("optimises 1", spec => spec with { FurtherObjectives = [new("size", Mode.Min)] }),
        ("compares trials by 1", spec => spec with
        {
            FurtherObjectives = [new("size", Mode.Min)], Searcher = Many,
            Scheduler = new ScriptedScheduler { Objectives = 1 },
        }),
        ("no bound", spec => spec with { Constraints = [new("size")] }),
        ("AtMost of 'size'", spec => spec with { Constraints = [new("size") { AtMost = double.NaN }] }),
        ("no value is both", spec => spec with { Constraints = [new("size") { AtLeast = 2, AtMost = 1 }] }),
        ("both bounds in one", spec => spec with
        {
            Constraints = [new("size") { AtLeast = 1 }, new("size") { AtMost = 2 }],
        }),
        ("Searcher", spec => spec with { Searcher = null! }),
        ("Scheduler", spec => spec with { Scheduler = null! }),
        ("Trials", spec => spec with { Trials = 0 }),
        ("Nothing ends", spec => spec with { Trials = null }),
        ("TimeBudget", spec => spec with { TimeBudget = TimeSpan.Zero }),
        ("MaxConcurrent", spec => spec with { MaxConcurrent = 0 }),
        ("Resources.Cpu", spec => spec with { Resources = new Resources(double.NaN) }),
        ("Resources.Gpu", spec => spec with { Resources = new Resources(Gpu: -1) }),
        ("Resources.MemoryBytes", spec => spec with { Resources = new Resources(MemoryBytes: 0) }),
        ("Failure.MaxRetries", spec => spec with { Failure = new FailurePolicy(-1) }),
        ("Failure.MaxLosses", spec => spec with { Failure = new FailurePolicy { MaxLosses = -1 } }),
        ("Failure.AbortWhenFirstFail", spec => spec with { Failure = new FailurePolicy { AbortWhenFirstFail = -1 } }),
        ("Limits.NoProgress", spec => spec with { Limits = new() { NoProgress = TimeSpan.Zero } }),
        ("Limits.StopGrace", spec => spec with { Limits = new() { StopGrace = TimeSpan.Zero } }),
        ("Checkpoints.EveryIterations", spec => spec with { Checkpoints = new() { EveryIterations = -1 } }),
        ("Checkpoints.KeepLast", spec => spec with { Checkpoints = new() { KeepLast = 0 } }),
        ("Checkpoints.KeepBest", spec => spec with { Checkpoints = new() { KeepBest = -1 } }),
        ("Checkpoints.QuotaBytes", spec => spec with { Checkpoints = new() { QuotaBytes = 0 } }),
        ("Stop", spec => spec with { Stop = Stop.When("acc") }),
        ("Stop.Any", spec => spec with { Stop = Stop.Any() }),
        ("iterations", spec => spec with { Stop = Stop.All(Stop.Any(Stop.AfterIterations(0))) }),
        ("PointsToEvaluate[1]", spec => spec with { PointsToEvaluate = [Point("x", 0.5), Point("y", 1)] }),
        ("PointsToEvaluate[0]", spec => spec with { PointsToEvaluate = [Point("x", 2)] }),
    ];

    [Test]
    public void Problems_OfAGoodSpec_AreNone() => Assert.That(new Scenario().Spec.Problems(), Is.Empty);

    [Test]
    public void Problems_OfOneMistake_AreOneSentenceNamingTheField()
    {
        foreach (var (field, spoil) in Mistakes)
        {
            string[] problems = [.. spoil(new Scenario().Spec).Problems()];

            Assert.That(problems, Has.Length.EqualTo(1), field);
            Assert.That(problems[0], Does.Contain(field).And.EndsWith("."));
        }
    }

    [Test]
    public void PointsToEvaluate_LeftAtTheDefaultOfItsType_IsEmpty() =>
        Assert.That((new Scenario().Spec with { PointsToEvaluate = default }).Problems(), Is.Empty);

    [Test]
    public void Problems_OfAPointAgainstTheConstraints_NameIt()
    {
        var spec = new Scenario().Spec with
        {
            Space = new SearchSpace().Uniform("x", 0, 1).Require("x is small", c => c.Real("x") < 0.5),
            PointsToEvaluate = [Point("x", 0.9)],
        };

        Assert.That(spec.Problems().Single(), Does.Contain("PointsToEvaluate[0]").And.Contain("x is small"));
    }

    private static Configuration Point(string name, double value) => Configuration.Of((name, value));
}
