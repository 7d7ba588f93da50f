using CsCheck;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Pbt;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests.Pbt;

/// <summary>Populations on the real machine, with crashes, lost sessions, jumps, missing scores, few slots.</summary>
internal sealed class PbtProperties
{
    private static readonly SearchSpace Space = new SearchSpace().LogUniform("rate", 1e-4, 1e-1).Integer("n", 1, 9)
        .Choice("kind", "a", "b").When("kind", "b", branch => branch.Ordinal("size", 1, 2, 4));

    private static readonly Gen<PbtOptions> Options = Gen
        .Select(Gen.Int[2, 40], Gen.Int[1, 12], Gen.Int[0, 20], Gen.Double[0.05, 0.5], Gen.Int[0, 3])
        .Select((max, interval, burnIn, fraction, kind) => new PbtOptions
        {
            MaxIterations = max, Interval = Math.Min(interval, max - 1), BurnIn = Math.Min(burnIn, max - 1),
            QuantileFraction = fraction, Synchronous = kind % 2 == 0, Selection = (PbtSelection)(kind / 2),
        });

    private static readonly Gen<Mishaps> AnyMishaps = Gen
        .Select(Gen.Int[1, 6], Gen.Int[1, 3], Gen.Double[0, 0.08], Gen.Double[0, 0.05], Gen.Double[0, 0.3], Gen.ULong)
        .Select((slots, jump, crash, loss, save, seed) => new Mishaps(slots, jump, crash, loss, save, seed));

    [Test]
    public void Answers_OverManyHistories_AreTheOracles()
    {
        var (questions, clones, retries) = (0L, 0L, 0L);
        Gen.Select(Options, AnyMishaps, Gen.Int[2, 9]).Sample(
            (options, mishaps, trials) =>
            {
                var watched = new WatchedPbt(options);
                var driver = mishaps.Drive(Spec(options, trials, mishaps.Seed) with { Scheduler = watched }).RunToEnd();
                Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
                Interlocked.Add(ref questions, watched.Questions);
                Interlocked.Add(ref clones, Clones(driver).Count());
                Interlocked.Add(ref retries, driver.Journal.Count(fact =>
                    fact is ExperimentEvent.AttemptEnded { Outcome: AttemptOutcome.Failed or AttemptOutcome.Lost }));
            },
            iter: 2_000);

        // A comparison of histories in which nothing happens would be worth nothing.
        TestContext.Out.WriteLine($"{questions} questions, {clones} clones, {retries} retries");
        Assert.That(questions, Is.GreaterThan(200_000));
        Assert.That(clones, Is.GreaterThan(4_000));
        Assert.That(retries, Is.GreaterThan(4_000));
    }

    [Test]
    public void Population_WithAnyMishaps_KeepsItsSizeAndEnds() =>
        Gen.Select(Options, AnyMishaps, Gen.Int[2, 12]).Sample(
            (options, mishaps, trials) =>
            {
                var driver = mishaps.Drive(Spec(options, trials, mishaps.Seed)).RunToEnd();
                var state = driver.State;

                Assert.That(state.Proposed, Is.EqualTo(trials));
                Assert.That(
                    state.Count(TrialStatus.Completed) + state.Count(TrialStatus.Errored), Is.EqualTo(trials),
                    "nobody is stopped, nobody is left over");
                Assert.That(state.Checkpoints.Count, Is.LessThanOrEqualTo(trials + 5));
            },
            iter: 1_000);

    [Test]
    public void Clones_WithAnyMishaps_GoOnFromACommittedCheckpointOfABetterTrial_InsideTheSpace() =>
        Gen.Select(Options, AnyMishaps, Gen.Int[2, 12]).Sample(
            (options, mishaps, trials) =>
            {
                var driver = mishaps.Drive(Spec(options, trials, mishaps.Seed)).RunToEnd();
                foreach (var decided in Clones(driver))
                {
                    AssertSound(driver.Journal, decided, (Decision.CloneFrom)decided.Decision);
                }
            },
            iter: 500);

    [Test]
    public void Decisions_OnOneSlot_AreTheSameWhateverSessionsAreLost() =>
        Gen.Select(Options, AnyMishaps, Gen.Int[2, 9]).Sample(
            (options, mishaps, trials) =>
            {
                var spec = Spec(options, trials, mishaps.Seed);
                var calm = mishaps with { Slots = 1, Crash = 0, Loss = 0, Save = 0 };
                var expected = calm.Drive(spec).RunToEnd();
                var driver = (calm with { Loss = mishaps.Loss, Save = mishaps.Save }).Drive(spec).RunToEnd();

                Assert.That(driver.Judged, Is.EqualTo(expected.Judged));
                Assert.That(driver.State.InputsHash, Is.EqualTo(expected.State.InputsHash));
            },
            iter: 300);

    private static void AssertSound(
        IReadOnlyList<ExperimentEvent> journal, ExperimentEvent.Decided decided, Decision.CloneFrom clone)
    {
        var before = journal.TakeWhile(fact => !ReferenceEquals(fact, decided)).ToArray();
        var after = journal.Skip(before.Length + 1).ToArray();

        Assert.That(clone.Donor, Is.Not.EqualTo(decided.Trial));
        Assert.That(
            before.OfType<ExperimentEvent.CheckpointSaved>(),
            Has.Some.Matches<ExperimentEvent.CheckpointSaved>(
                saved => saved.Trial == clone.Donor && saved.Checkpoint == clone.Checkpoint),
            "saved by the donor");
        Assert.That(Space.Contains(clone.Config, out var why), why);
        var start = after.OfType<ExperimentEvent.AttemptStarted>().First(fact => fact.Trial == decided.Trial);
        Assert.That(start.From, Is.EqualTo(clone.Checkpoint));
        Assert.That(start.Attempt, Is.EqualTo(decided.Attempt.Next));

        // The donor's score at its checkpoint against the trial's own last one at a boundary.
        var donorScore = Reports(before, clone.Donor).First(r => r.Iteration == clone.Checkpoint.Iteration).Metrics;
        Assert.That(donorScore.TryGet("score", out _), "what was not measured is not copied");
    }

    private static IEnumerable<ExperimentEvent.Reported> Reports(IEnumerable<ExperimentEvent> journal, TrialId trial) =>
        journal.OfType<ExperimentEvent.Reported>().Where(reported => reported.Trial == trial);

    private static IEnumerable<ExperimentEvent.Decided> Clones(MachineDriver driver) =>
        driver.Journal.OfType<ExperimentEvent.Decided>().Where(decided => decided.Decision is Decision.CloneFrom);

    private static ExperimentSpec Spec(PbtOptions options, int trials, ulong seed) => new()
    {
        Name = "some",
        Trainable = "some",
        Space = Space,
        Objective = new Objective("score", Mode.Max),
        Trials = trials,
        Seed = seed,
        Scheduler = options,
        Searcher = new RandomSearchOptions(),
        Checkpoints = new CheckpointPolicy { KeepBest = (int)(seed % 3) },
        Failure = new FailurePolicy { MaxLosses = int.MaxValue, AbortWhenFirstFail = 0 },
    };

    // Rises, ties now and then, is missing at times; a function of trial and iteration alone.
    private static Func<TrialId, int, double> Noisy(ulong seed) => (trial, iteration) =>
    {
        var random = KeyedRandom.For(seed, "test/score", (trial.Number * 1_000L) + iteration);
        return random.NextInt(20) == 0 ? double.NaN : (trial.Number % 3) + random.NextInt(6);
    };

    private sealed record Mishaps(int Slots, int Jump, double Crash, double Loss, double Save, ulong Seed)
    {
        public MachineDriver Drive(ExperimentSpec spec) => new(spec, Noisy(Seed))
        {
            Slots = Slots, JumpMax = Jump, CrashRate = Crash, LossRate = Loss, SaveRate = Save, Seed = Seed,
            DropsCheckpoints = true,
        };
    }
}
