using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Tune.Engine.AskTell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.PbtReplay;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.WarmStart;
using Tune.Schedulers.Tests.Carrying;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests;

/// <summary>
/// What every algorithm of the catalogue keeps to, a new one too without another line: on the real machine, whatever
/// breaks, the experiment ends with every trial settled, and its journal replays to the same decisions.
/// </summary>
internal sealed class CatalogContractTests
{
    internal const int MaxIterations = 27;

    // Twelve trials of 27 iterations are 324 reports; what is trained again after a clone comes on top.
    private const int LoopReportsMax = 20_000;

    internal static readonly Configuration Point = Configuration.Of(("x", 0.5), ("n", 2), ("kind", "a"));

    // What options cannot do without, by name. Another whole number that they require is 3; all else keeps its default.
    private static readonly (string Name, object Value)[] Needed =
    [
        ("MaxIterations", MaxIterations), ("Interval", 3), ("Turn", 2), ("Max", 2),
        ("Inner", new FifoOptions { MaxIterations = MaxIterations }), ("Inner", new RandomSearchOptions()),
        ("Steps", ImmutableArray.Create(new PbtStep(9, Point))),
        ("Priors", ImmutableArray.Create(new PriorTrial(Point, 0, 9, "other"))),
    ];

    internal static readonly SearchSpace[] Spaces =
    [
        new SearchSpace().Uniform("x", 0, 1).Integer("n", 1, 5).Choice("kind", "a", "b", "c"),
        new SearchSpace().Grid("x", 0.25, 0.5, 0.75).Grid("kind", "a", "b", "c"),
    ];

    private static IEnumerable<string> SchedulerNames => SchedulerCatalog.All.Schedulers.Select(entry => entry.Name);

    private static IEnumerable<string> SearcherNames => SchedulerCatalog.All.Searchers.Select(entry => entry.Name);

    [TestCaseSource(nameof(SchedulerNames))]
    public void Scheduler_WhateverBreaks_SettlesEveryTrialAndReplays(string name)
    {
        foreach (var options in Variants(Make<SchedulerOptions>(name)))
        {
            TestContext.Out.WriteLine(options);
            for (ulong seed = 0; seed < 8; seed++)
            {
                Check(Sound(options, new RandomSearchOptions(), seed), seed);
            }
        }
    }

    // Without it, an experiment is folded again from its first event each time it is opened.
    [TestCaseSource(nameof(SchedulerNames))]
    public void Scheduler_ItsMemory_CanBeCarriedOver(string name)
    {
        foreach (var options in Variants(Make<SchedulerOptions>(name)))
        {
            for (ulong seed = 0; seed < 2; seed++)
            {
                SchedulerMemory.Check(Sound(options, new RandomSearchOptions(), seed), seed, Value);
            }
        }
    }

    // A misspelt metric, or one that is never a number, must not end as if all were well, whoever judges.
    [TestCaseSource(nameof(SchedulerNames))]
    public void Scheduler_MetricNeverReported_FailsEarlyAndNamesWhatWas(string name)
    {
        foreach (var options in Variants(Make<SchedulerOptions>(name)))
        {
            var state = WithoutValues(options, double.NaN);
            Assert.That(state.Status, Is.EqualTo(ExperimentStatus.Failed), $"{options}");
            Assert.That(state.Why, Does.Contain("'score' was never reported; reported were 'iteration'"), $"{options}");
            Assert.That(state.Count(TrialStatus.Errored), Is.LessThanOrEqualTo(5), $"{options}");
        }
    }

    [TestCaseSource(nameof(SchedulerNames))]
    public void Scheduler_MetricNeverFinite_FailsAndSaysSo(string name)
    {
        foreach (var options in Variants(Make<SchedulerOptions>(name)))
        {
            var state = WithoutValues(options, double.PositiveInfinity);
            Assert.That(state.Status, Is.EqualTo(ExperimentStatus.Failed), $"{options}");
            Assert.That(state.Why, Does.StartWith("no trial reported a finite 'score'"), $"{options}");
        }
    }

    private static ExperimentState WithoutValues(SchedulerOptions options, double value)
    {
        var driver = new MachineDriver(Sound(options, new RandomSearchOptions(), 1), (_, _) => value)
        {
            Slots = 2, IterationsMax = MaxIterations,
        }.RunToEnd();
        Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
        return driver.State;
    }

    [TestCaseSource(nameof(SearcherNames))]
    public void Searcher_WhateverBreaks_SettlesEveryTrialAndReplays(string name)
    {
        for (ulong seed = 0; seed < 8; seed++)
        {
            Check(Sound(new FifoOptions { MaxIterations = 3 }, Make<SearcherOptions>(name), seed), seed);
        }
    }

    // Without it, an experiment is folded again from its first event each time it is opened.
    [TestCaseSource(nameof(SearcherNames))]
    public void Searcher_ItsMemory_CanBeCarriedOver(string name)
    {
        for (ulong seed = 0; seed < 4; seed++)
        {
            var spec = Sound(new FifoOptions { MaxIterations = 3 }, Make<SearcherOptions>(name), seed);
            var cut = KeyedRandom.For(seed, "test/cut").NextInt(80);
            Assert.That(spec.Searcher.Create(spec.Context), Is.InstanceOf<ICarriesMemory>());
            CarriedSearcher.Check(spec.Searcher, spec.Context, seed, steps: 80, cut);
        }
    }

    [TestCaseSource(nameof(SchedulerNames))]
    public void Scheduler_InALoopOfOnesOwn_SettlesEveryTrialAndReplays(string name) =>
        CheckLoop(Sound(Make<SchedulerOptions>(name), new RandomSearchOptions(), 1));

    [TestCaseSource(nameof(SearcherNames))]
    public void Searcher_InALoopOfOnesOwn_SettlesEveryTrialAndReplays(string name) =>
        CheckLoop(Sound(new FifoOptions { MaxIterations = 3 }, Make<SearcherOptions>(name), 1));

    [TestCaseSource(nameof(SchedulerNames))]
    public void Scheduler_AskedTwice_AnswersTheSame(string name)
    {
        var spec = Sound(Make<SchedulerOptions>(name), new RandomSearchOptions(), 1);
        var scheduler = spec.Scheduler.Create(spec.Context);
        for (var trial = 0; trial < 4; trial++)
        {
            Twice(() => scheduler.Propose(true));
            scheduler.Observe(new TrialFact.Added(
                new TrialId(trial), spec.Space.Sample(KeyedRandom.For(1, "test/config", trial))));
            var seen = SomeContext.Seen(trial, 1, trial);
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

    private static void Check(ExperimentSpec spec, ulong seed)
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

    // Two trials at a time, a report each in turn. A scheduler may leave the end to the training code, which has one.
    private static void CheckLoop(ExperimentSpec spec)
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

    // The first space, number of trials and given points that the algorithm takes.
    internal static ExperimentSpec Sound(SchedulerOptions scheduler, SearcherOptions searcher, ulong seed) =>
        Specs(scheduler, searcher, seed).FirstOrDefault(spec => !spec.Problems().Any())
            ?? throw new AssertionException($"Nothing suits {scheduler}, {searcher}: "
                + string.Join(" ", Specs(scheduler, searcher, seed).First().Problems())
                + " Give the option a default, or add what it needs to the list Needed in CatalogContractTests.");

    private static IEnumerable<ExperimentSpec> Specs(
        SchedulerOptions scheduler, SearcherOptions searcher, ulong seed) =>
            from space in Spaces
            from trials in (int[])[12, 1]
            from given in (ImmutableArray<Configuration>[])[[], [Point]]
            select SomeContext.Spec(scheduler, searcher, trials, seed) with { Space = space, PointsToEvaluate = given };

    internal static T Make<T>(string name)
    {
        var options = Activator.CreateInstance(SchedulerCatalog.All.TypeOf(name)!)!;
        foreach (var property in options.GetType().GetProperties())
        {
            if (IsUnset(property, options) && ValueFor(property) is { } value)
            {
                property.SetValue(options, value);
            }
        }

        return (T)options;
    }

    private static object? ValueFor(PropertyInfo property) =>
        Needed.FirstOrDefault(each =>
            each.Name == property.Name && property.PropertyType.IsInstanceOfType(each.Value)).Value
        ?? (property.PropertyType == typeof(int) && property.IsDefined(typeof(RequiredMemberAttribute)) ? 3 : null);

    // The options as they are, and with each other value of an enumeration and each switch the other way, one at a
    // time; those that do not go with the rest are left out.
    internal static IEnumerable<SchedulerOptions> Variants(SchedulerOptions options) =>
    [
        options,
        .. from property in options.GetType().GetProperties()
           where property.SetMethod is not null
           from value in ValuesOf(property.PropertyType)
           where !value.Equals(property.GetValue(options))
           let variant = With(options, property, value)
           where Specs(variant, new RandomSearchOptions(), 0).Any(spec => !spec.Problems().Any())
           select variant,
    ];

    private static object[] ValuesOf(Type type) =>
        type == typeof(bool) ? [false, true] : type.IsEnum ? [.. Enum.GetValues(type).Cast<object>()] : [];

    // A record's own way to copy itself.
    private static SchedulerOptions With(SchedulerOptions options, PropertyInfo property, object value)
    {
        var copy = (SchedulerOptions)options.GetType().GetMethod("<Clone>$")!.Invoke(options, null)!;
        property.SetValue(copy, value);
        return copy;
    }

    private static bool IsUnset(PropertyInfo property, object options) =>
        property.GetValue(options) is null or 0 || property.Name is "MaxIterations" or "Steps" or "Priors";

    internal static double Value(ulong seed, TrialId trial, int iteration)
    {
        var random = KeyedRandom.For(seed, "test/score", (trial.Number * 1_000L) + iteration);
        return random.NextInt(30) == 0 ? double.NaN : (trial.Number % 7) + (Math.Sqrt(iteration) * random.NextInt(4));
    }
}
