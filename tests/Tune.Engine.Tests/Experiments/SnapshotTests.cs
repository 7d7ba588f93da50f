using System.Reflection;
using NUnit.Framework;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;
using Tune.Testing.Machine;

namespace Tune.Engine.Tests.Experiments;

/// <summary>What a snapshot is of use for, and when it is of none.</summary>
internal sealed class SnapshotTests
{
    private static readonly SpecJson Specs = new(new AlgorithmCatalog(
        [
            AlgorithmCatalog.Scheduler<FifoOptions>("fifo"), AlgorithmCatalog.Scheduler<ForgetfulOptions>("forgetful"),
        ],
        [AlgorithmCatalog.Searcher<DrawnOptions>("drawn")]));

    private static readonly ExperimentSpec Spec = new()
    {
        Name = "some",
        Trainable = "some",
        Space = new SearchSpace().Uniform("x", 0, 1),
        Objective = new Objective("acc", Mode.Max),
        Trials = 4,
        Scheduler = new FifoOptions { MaxIterations = 3 },
        Searcher = new DrawnOptions(),
        Stop = Stop.OnTrialPlateau(0, 3),
    };

    internal sealed record ForgetfulOptions : SchedulerOptions
    {
        public override IEnumerable<string> Problems(AlgorithmContext context) => [];

        public override IScheduler Create(AlgorithmContext context) => new Forgetful();

        private sealed class Forgetful : IScheduler
        {
            public Decision Judge(in Observation seen) => Decision.Continue.Instance;

            public Proposal Propose(bool mayStartNew) => Proposal.New.Instance;

            public int NextMilestone(TrialId trial, int iteration) => iteration + 1;

            public void Observe(TrialFact fact)
            {
            }
        }
    }

    [Test]
    public void Snapshot_OfNoExperiment_IsNone() =>
        Assert.That(ExperimentMachine.Snapshot(new ExperimentState(), Specs), Is.Null);

    [Test]
    public void Snapshot_SchedulerWithoutMemory_IsNone()
    {
        var state = ExperimentMachine.Replay(
            [new ExperimentEvent.Created(default, Spec with { Scheduler = new ForgetfulOptions() })]);
        Assert.That(ExperimentMachine.Snapshot(state, Specs), Is.Null);
        Assert.That(
            ExperimentMachine.SnapshotProblem(state, Specs), Does.Contain("does not carry its memory"));
    }

    [Test]
    public void Snapshot_SearcherOutsideTheCatalogue_IsNone()
    {
        var state = ExperimentMachine.Replay(
            [new ExperimentEvent.Created(default, Spec with { Searcher = new ScriptedSearcher() })]);
        Assert.That(ExperimentMachine.Snapshot(state, Specs), Is.Null);
    }

    [Test]
    public void Restore_OfASnapshot_IsTheSameState()
    {
        var state = Run(Spec).State;
        var bytes = ExperimentMachine.Snapshot(state, Specs)!;

        var restored = ExperimentMachine.Restore(bytes, Specs, spec => spec)!;

        Assert.Multiple(() =>
        {
            Assert.That(ExperimentMachine.SnapshotProblem(state, Specs), Is.Null);
            Assert.That(StateText.Of(restored, byContent: true), Is.EqualTo(StateText.Of(state, byContent: true)));
            Assert.That(ExperimentMachine.Snapshot(restored, Specs), Is.EqualTo(bytes));
            Assert.That(restored.Best, Is.EqualTo(state.Best));
        });
    }

    [Test]
    public void Restore_AfterMoreTrialsWereAskedFor_HasBothSpecs()
    {
        var driver = Run(Spec);
        ExperimentMachine.Step(
            driver.State,
            new ExperimentCommand.Submit(default, Spec with { Trials = 9, Stop = Stop.AfterIterations(2) }));
        var bytes = ExperimentMachine.Snapshot(driver.State, Specs)!;

        var restored = ExperimentMachine.Restore(bytes, Specs, spec => spec)!;

        Assert.Multiple(() =>
        {
            Assert.That((restored.Spec!.Trials, restored.Born!.Trials), Is.EqualTo((9, 4)));
            Assert.That(
                StateText.Of(restored, byContent: true), Is.EqualTo(StateText.Of(driver.State, byContent: true)));
        });
    }

    [Test]
    public void Restore_ASpaceWithFunctions_GetsThemBack()
    {
        var own = new SearchSpace().Uniform("x", 0, 1).Require("low", config => config.Real("x") < 0.5);
        var bytes = ExperimentMachine.Snapshot(Run(Spec with { Space = own }).State, Specs)!;

        var restored = ExperimentMachine.Restore(bytes, Specs, stored => stored.WithCodeOf(own))!;

        Assert.That(restored.Spec!.Space, Is.SameAs(own));
    }

    [Test]
    public void Restore_BytesThatMakeNoSense_IsNone()
    {
        var bytes = ExperimentMachine.Snapshot(Run(Spec).State, Specs)!;
        Assert.Multiple(() =>
        {
            for (var length = 0; length < bytes.Length; length += 5)
            {
                Assert.That(
                    ExperimentMachine.Restore(bytes.AsMemory(0, length), Specs, spec => spec), Is.Null, $"{length}");
            }

            Assert.That(ExperimentMachine.Restore((byte[])[.. bytes, 0], Specs, spec => spec), Is.Null);
        });
    }

    // The form, and then the runtime.
    [TestCase(0)]
    [TestCase(2)]
    public void Restore_OfAnotherVersion_IsNone(int at)
    {
        var bytes = ExperimentMachine.Snapshot(Run(Spec).State, Specs)!;
        bytes[at] ^= 4;

        Assert.That(ExperimentMachine.Restore(bytes, Specs, spec => spec), Is.Null);
    }

    // The engine, a scheduler, and a searcher and a function of the space.
    [TestCase("Tune.Engine")]
    [TestCase("Tune.Schedulers")]
    [TestCase("Tune.Engine.Tests")]
    public void Restore_OfOtherCode_IsNone(string assembly)
    {
        var own = new SearchSpace().Uniform("x", 0, 1).Require("low", config => config.Real("x") < 0.5);
        var bytes = ExperimentMachine.Snapshot(Run(Spec with { Space = own }).State, Specs, Builds())!;

        Assert.That(
            ExperimentMachine.Restore(bytes, Specs, stored => stored.WithCodeOf(own), Builds()), Is.Not.Null);
        Assert.That(
            ExperimentMachine.Restore(bytes, Specs, stored => stored.WithCodeOf(own), Builds(assembly)), Is.Null);
    }

    [Test]
    public void Restore_BySomebodyWhoIsToldOtherwiseWhatCodeThereIs_IsNone()
    {
        var state = Run(Spec).State;
        Assert.Multiple(() =>
        {
            Assert.That(
                ExperimentMachine.Restore(ExperimentMachine.Snapshot(state, Specs)!, Specs, spec => spec, Builds()),
                Is.Null);
            Assert.That(
                ExperimentMachine.Restore(ExperimentMachine.Snapshot(state, Specs, Builds())!, Specs, spec => spec),
                Is.Null);
        });
    }

    [Test]
    public void Restore_OfAnotherRuntime_IsNone()
    {
        var bytes = ExperimentMachine.Snapshot(Run(Spec).State, Specs)!;
        var name = System.Text.Encoding.UTF8.GetBytes(
            System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription);
        bytes[bytes.AsSpan().IndexOf(name) + name.Length - 1] ^= 1;

        Assert.That(ExperimentMachine.Restore(bytes, Specs, spec => spec), Is.Null);
    }

    private sealed record Narrow([Uniform(0, 1)] double X)
    {
        [Require]
        public bool IsLow => X < 0.5;
    }

    [Test]
    public void Restore_OfARecordOfOtherCode_IsNone()
    {
        var own = SearchSpace.Of<Narrow>();
        var spec = Spec with { Space = own, Searcher = new Schedulers.Search.RandomSearch.RandomSearchOptions() };
        var specs = new SpecJson(Schedulers.SchedulerCatalog.All);
        var bytes = ExperimentMachine.Snapshot(Run(spec).State, specs, Builds())!;
        Assert.That(
            ExperimentMachine.Restore(bytes, specs, stored => stored.WithCodeOf(own), Builds()), Is.Not.Null);
        var other = Builds(typeof(Narrow).Assembly.GetName().Name!);
        Assert.That(ExperimentMachine.Restore(bytes, specs, stored => stored.WithCodeOf(own), other), Is.Null);
    }

    private static Func<Assembly, string> Builds(string other = "") => code =>
        code.GetName().Name is var name && name == other ? $"another {name}" : $"this {name}";

    private static MachineDriver Run(ExperimentSpec spec) => new MachineDriver(
        spec, (trial, iteration) => trial.Number + (0.1 * iteration))
    {
        Slots = 2, CrashRate = 0.1, SaveRate = 0.5, Seed = 3,
    }.RunToEnd();
}
