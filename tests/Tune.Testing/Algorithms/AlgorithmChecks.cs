using System.Collections.Immutable;
using Tune.Engine.AskTell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Testing.Machine;

namespace Tune.Testing.Algorithms;

/// <summary>What schedulers and searchers keep to, whoever asks: on the real machine, in a loop of one's own, and asked
/// directly.</summary>
internal static class AlgorithmChecks
{
    public const int MaxIterations = 27;

    // Twelve trials of 27 iterations are 324 reports; what is trained again after a clone comes on top.
    private const int LoopReportsMax = 20_000;

    public static Configuration Point { get; } = Configuration.Of(("x", 0.5), ("n", 2), ("kind", "a"));

    public static IReadOnlyList<SearchSpace> Spaces { get; } =
    [
        new SearchSpace().Uniform("x", 0, 1).Integer("n", 1, 5).Choice("kind", "a", "b", "c"),
        new SearchSpace().Grid("x", 0.25, 0.5, 0.75).Grid("kind", "a", "b", "c"),
    ];

    /// <summary>The first space, number of trials and given points that the algorithms take; null if none suits.
    /// </summary>
    public static ExperimentSpec? Sound(SchedulerOptions scheduler, SearcherOptions searcher, ulong seed) =>
        Specs(scheduler, searcher, seed).FirstOrDefault(spec => !spec.Problems().Any());

    /// <summary>Why none does.</summary>
    public static string Unsound(SchedulerOptions scheduler, SearcherOptions searcher) =>
        $"Nothing suits {scheduler}, {searcher}: "
        + string.Join(" ", Specs(scheduler, searcher, 0).First().Problems());

    /// <summary>Whatever breaks, every trial settles, and the journal replays to the same decisions.</summary>
    public static void Check(ExperimentSpec spec, ulong seed)
    {
        var driver = new MachineDriver(spec, (trial, iteration) => Value(seed, trial, iteration))
        {
            Slots = 3, Seed = seed, CrashRate = 0.02, LossRate = 0.02, SaveRate = 0.1, IterationsMax = MaxIterations,
        }.RunToEnd();

        Assert.That(driver.State.Count(TrialStatus.Pending) + driver.State.Count(TrialStatus.Running), Is.Zero);
        Assert.That(driver.State.Proposed, Is.GreaterThan(0));
        var proposed = driver.Journal.OfType<ExperimentEvent.TrialProposed>();
        Assert.That(proposed.Select(trial => spec.Space.Contains(trial.Config)), Is.All.True);
        Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
        Assert.That(
            spec.Scheduler.NeedsCheckpoints() is not null || driver.Journal.OfType<ExperimentEvent.Decided>()
                .All(decided => decided.Decision is Decision.Continue or Decision.Stop),
            "what pauses or copies trials says so");
    }

    /// <summary>What an algorithm works with is turned so that larger is better; what it tells people is not.</summary>
    public static void CheckReasons(ExperimentSpec spec)
    {
        // Every loss, and so every average of some, is 5,000 and something: a minus before one is the turn.
        var run = new MachineDriver(
            spec with { Objective = spec.Objective with { Mode = Mode.Min } },
            (trial, iteration) => 5000.5 + (trial.Number * 7 % 24)
                + (trial.Number % 2 == 0 ? iteration : 1.0 / iteration))
        {
            Slots = 3, IterationsMax = MaxIterations,
        }.RunToEnd();
        Assert.That(
            run.Judged.Select(one => one.Decision).OfType<Decision.Stop>().Select(stop => stop.Why),
            Has.None.Match("-5[.,]?[0-9]{3}"),
            "The experiment minimises, and a reason has a loss with the sign turned: give it as Objective.ValueOf of "
            + $"the AlgorithmContext turns it back. {spec.Scheduler}");
    }

    /// <summary>An experiment in which much breaks and that goes on from a snapshot again and again decides what one
    /// does that remembers everything from the first event on, and remembers the same in the end, to the byte.
    /// </summary>
    /// <param name="spec">The experiment; its algorithms implement <see cref="ICarriesMemory"/>.</param>
    /// <param name="seed">Decides the order of arrivals and all mishaps.</param>
    /// <param name="jumpMax">How far iterations jump.</param>
    public static void CheckMemory(ExperimentSpec spec, ulong seed, int jumpMax = 1)
    {
        TestContext.Out.WriteLine($"{spec.Scheduler}, {spec.Searcher}, seed {seed}");
        var driver = new MachineDriver(spec, (trial, iteration) => Value(seed, trial, iteration))
        {
            Slots = 4, SlotsAfter = events => 2 + (events / 40 % 3), Seed = seed, CrashRate = 0.05, LossRate = 0.02,
            AgainRate = 0.02, SaveRate = 0.1, SnapshotRate = 0.2, JumpMax = jumpMax, DropsCheckpoints = seed % 2 == 0,
            IterationsMax = MaxIterations,
            More = (trial, iteration) => [("cost", (trial.Number * 5 % 7) + (iteration % 3))],
        }.RunToEnd();

        Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
        Assert.That(
            driver.Snapshot(ExperimentMachine.Replay(driver.Journal)), Is.EqualTo(driver.Snapshot(driver.State)),
            "the same memory in the end");
    }

    /// <summary>Trials that a user enqueues, at any time and also when all is over, run and settle beside the planned
    /// ones, of which none is left out; or the scheduler says that it takes none.</summary>
    public static void CheckUninvited(ExperimentSpec spec, ulong seed)
    {
        if (spec.Scheduler.RefusesByHand() is { } why)
        {
            Assert.That(why, Does.EndWith("."), "a sentence that says what to do");
            return;
        }

        var carries = spec.Scheduler.Create(spec.Context) is ICarriesMemory
            && spec.Searcher.Create(spec.Context) is ICarriesMemory;
        var driver = new MachineDriver(spec, (trial, iteration) => Value(seed, trial, iteration))
        {
            Slots = 3, Seed = seed, HandRate = seed % 2 == 0 ? 0.01 : 0.1, CrashRate = 0.02, LossRate = 0.02,
            SnapshotRate = carries ? 0.05 : 0, IterationsMax = MaxIterations,
        }.RunToEnd().RunEnqueued();

        var planned = driver.Journal.OfType<ExperimentEvent.TrialProposed>().Count(trial => !trial.ByHand);
        Assert.That(driver.State.Count(TrialStatus.Pending) + driver.State.Count(TrialStatus.Running), Is.Zero);
        Assert.That(planned, Is.LessThanOrEqualTo(spec.Trials ?? int.MaxValue), $"{spec.Scheduler} {spec.Searcher}");
        Assert.That(
            driver.Journal.OfType<ExperimentEvent.AttemptStarted>().Select(start => start.Trial).Distinct().Count(),
            Is.EqualTo(driver.State.Proposed), "each has had its turn");
        Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
        if (carries)
        {
            Assert.That(
                driver.Snapshot(ExperimentMachine.Replay(driver.Journal)), Is.EqualTo(driver.Snapshot(driver.State)),
                "the same memory in the end");
        }
    }

    /// <summary>The end of an experiment whose metric is never a number of use.</summary>
    public static ExperimentState WithoutValues(ExperimentSpec spec, double value)
    {
        var driver = new MachineDriver(spec, (_, _) => value) { Slots = 2, IterationsMax = MaxIterations }.RunToEnd();
        Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
        return driver.State;
    }

    /// <summary>Questions asked twice are answered the same.</summary>
    public static void CheckTwice(ExperimentSpec spec)
    {
        var scheduler = spec.Scheduler.Create(spec.Context);
        for (var trial = 0; trial < 4; trial++)
        {
            Twice(() => scheduler.Propose(true));
            scheduler.Observe(new TrialFact.Added(
                new TrialId(trial), spec.Space.Sample(KeyedRandom.For(1, "test/config", trial))));
            var seen = new Observation(
                new TrialId(trial), 1, Score.Of(trial, spec.Objective.Mode),
                MetricSet.Of((spec.Objective.Metric, trial)));
            Twice(() => scheduler.Judge(in seen));
            Assert.That(Twice(() => scheduler.NextMilestone(seen.Trial, 1)), Is.GreaterThan(1));
        }
    }

    private static T Twice<T>(Func<T> ask)
    {
        var first = ask();
        Assert.That(ask(), Is.EqualTo(first), "asked twice");
        return first;
    }

    /// <summary>The same in a loop of one's own.</summary>
    // Two trials at a time, a report each in turn. A scheduler may leave the end to the training code, which has one.
    public static void CheckLoop(ExperimentSpec spec)
    {
        var loop = new AskTellLoop(spec);
        var trials = new Queue<(TrialId Trial, int Iteration)>();
        var reports = 0;
        while (true)
        {
            while (trials.Count < 2 && loop.Ask() is { } asked)
            {
                trials.Enqueue((asked.Trial, asked.Iteration));
            }

            if (!trials.TryDequeue(out var next))
            {
                break;
            }

            Assert.That(++reports, Is.LessThan(LoopReportsMax), $"{spec.Scheduler} with {spec.Searcher} does not end");
            var iteration = next.Iteration + 1;
            var metrics = MetricSet.Of(("score", Value(spec.Seed, next.Trial, iteration)));
            if (loop.Report(next.Trial, iteration, metrics) is not Decision.Continue)
            {
                continue;
            }

            if (iteration < MaxIterations)
            {
                trials.Enqueue((next.Trial, iteration));
            }
            else
            {
                loop.Complete(next.Trial);
            }
        }

        Assert.That(loop.IsOver);
        Assert.That(loop.State.Count(TrialStatus.Pending) + loop.State.Count(TrialStatus.Running), Is.Zero);
        Assert.That(ReplayAudit.Run(loop.Journal).Mismatches, Is.Empty);
    }

    /// <summary>All that may suit.</summary>
    public static IEnumerable<ExperimentSpec> Specs(
        SchedulerOptions scheduler, SearcherOptions searcher, ulong seed) =>
            from space in Spaces
            from trials in (int[])[12, 1]
            from given in (ImmutableArray<Configuration>[])[[], [Point]]
            select new ExperimentSpec
            {
                Name = "some",
                Trainable = "some",
                Space = space,
                Objective = new Objective("score", Mode.Max),
                Trials = trials,
                Seed = seed,
                Scheduler = scheduler,
                Searcher = searcher,
                PointsToEvaluate = given,
            };

    /// <summary>What a trial scores at an iteration; now and then nothing.</summary>
    public static double Value(ulong seed, TrialId trial, int iteration)
    {
        var random = KeyedRandom.For(seed, "test/score", (trial.Number * 1_000L) + iteration);
        return random.NextInt(30) == 0 ? double.NaN : (trial.Number % 7) + (Math.Sqrt(iteration) * random.NextInt(4));
    }
}
