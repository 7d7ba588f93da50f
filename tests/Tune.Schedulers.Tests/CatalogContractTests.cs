using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.PbtReplay;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.WarmStart;
using Tune.Schedulers.Tests.Carrying;
using Tune.Testing.Algorithms;

namespace Tune.Schedulers.Tests;

/// <summary>
/// What every algorithm of the catalogue keeps to, a new one too without another line: on the real machine, whatever
/// breaks, the experiment ends with every trial settled, and its journal replays to the same decisions.
/// </summary>
internal sealed class CatalogContractTests
{
    internal const int MaxIterations = AlgorithmChecks.MaxIterations;

    internal static readonly Configuration Point = AlgorithmChecks.Point;

    // What options cannot do without, by name. Another whole number that they require is 3; all else keeps its default,
    // but for windows, which are so short that a run of a test is longer.
    private static readonly (string Name, object Value)[] Needed =
    [
        ("MaxIterations", MaxIterations), ("Interval", 3), ("Turn", 2), ("Max", 2), ("Window", 10),
        ("Inner", new FifoOptions { MaxIterations = MaxIterations }), ("Inner", new RandomSearchOptions()),
        ("Steps", ImmutableArray.Create(new PbtStep(9, Point))),
        ("Priors", ImmutableArray.Create(new PriorTrial(Point, 0, 9, "other"))),
    ];

    internal static readonly SearchSpace[] Spaces = [.. AlgorithmChecks.Spaces];

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
                AlgorithmChecks.Check(Sound(options, new RandomSearchOptions(), seed), seed);
            }
        }
    }

    [TestCaseSource(nameof(SchedulerNames))]
    public void Scheduler_OfALossToMinimise_GivesItsReasonsInTheLosssOwnSign(string name)
    {
        foreach (var options in Variants(Make<SchedulerOptions>(name)))
        {
            AlgorithmChecks.CheckReasons(Sound(options, new RandomSearchOptions(), 1));
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
                var spec = Sound(options, new RandomSearchOptions(), seed);
                Assert.That(spec.Scheduler.Create(spec.Context), Is.InstanceOf<ICarriesMemory>());
                AlgorithmChecks.CheckMemory(spec, seed);
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

    private static ExperimentState WithoutValues(SchedulerOptions options, double value) =>
        AlgorithmChecks.WithoutValues(Sound(options, new RandomSearchOptions(), 1), value);

    [TestCaseSource(nameof(SearcherNames))]
    public void Searcher_WhateverBreaks_SettlesEveryTrialAndReplays(string name)
    {
        for (ulong seed = 0; seed < 8; seed++)
        {
            AlgorithmChecks.Check(
                Sound(new FifoOptions { MaxIterations = 3 }, Make<SearcherOptions>(name), seed), seed);
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
    public void Scheduler_ATrialThatNobodyProposed_RunsBesideThePlannedOnes(string name)
    {
        foreach (var options in Variants(Make<SchedulerOptions>(name)))
        {
            TestContext.Out.WriteLine(options);
            for (ulong seed = 0; seed < 4; seed++)
            {
                AlgorithmChecks.CheckUninvited(Sound(options, new RandomSearchOptions(), seed), seed);
            }
        }
    }

    [TestCaseSource(nameof(SearcherNames))]
    public void Searcher_ATrialThatNobodyProposed_RunsBesideThePlannedOnes(string name)
    {
        for (ulong seed = 0; seed < 4; seed++)
        {
            AlgorithmChecks.CheckUninvited(
                Sound(new FifoOptions { MaxIterations = 3 }, Make<SearcherOptions>(name), seed), seed);
        }
    }

    [TestCaseSource(nameof(SchedulerNames))]
    public void Scheduler_InALoopOfOnesOwn_SettlesEveryTrialAndReplays(string name) =>
        AlgorithmChecks.CheckLoop(Sound(Make<SchedulerOptions>(name), new RandomSearchOptions(), 1));

    [TestCaseSource(nameof(SearcherNames))]
    public void Searcher_InALoopOfOnesOwn_SettlesEveryTrialAndReplays(string name) =>
        AlgorithmChecks.CheckLoop(Sound(new FifoOptions { MaxIterations = 3 }, Make<SearcherOptions>(name), 1));

    [TestCaseSource(nameof(SchedulerNames))]
    public void Scheduler_AskedTwice_AnswersTheSame(string name) =>
        AlgorithmChecks.CheckTwice(Sound(Make<SchedulerOptions>(name), new RandomSearchOptions(), 1));

    internal static ExperimentSpec Sound(SchedulerOptions scheduler, SearcherOptions searcher, ulong seed) =>
        AlgorithmChecks.Sound(scheduler, searcher, seed) ?? throw new AssertionException(
            AlgorithmChecks.Unsound(scheduler, searcher)
            + " Give the option a default, or add what it needs to the list Needed in CatalogContractTests.");

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
           where AlgorithmChecks.Specs(variant, new RandomSearchOptions(), 0).Any(spec => !spec.Problems().Any())
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
        property.GetValue(options) is null or 0 || property.Name is "MaxIterations" or "Steps" or "Priors" or "Window";
}
