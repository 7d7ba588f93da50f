using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Schedulers.Search.RandomSearch;

namespace Tune.Testing.Algorithms;

/// <summary>
/// What every scheduler keeps to: derive a fixture and say which options. The cases run whole experiments on the real
/// machine, with crashes and lost owners, and replay them. Twelve trials, or one, report a <c>score</c> that is to be
/// large up to iteration 27; options that need another number of iterations are given that.
/// </summary>
public abstract class SchedulerContract
{
    private const ulong Seeds = 8;

    /// <summary>The scheduler, as an experiment is given it.</summary>
    protected abstract SchedulerOptions Options { get; }

    /// <summary>Whatever breaks, the experiment ends with every trial settled, and its journal replays to the same
    /// decisions.</summary>
    [Test]
    public void Scheduler_WhateverBreaks_SettlesEveryTrialAndReplays()
    {
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            AlgorithmChecks.Check(Sound(seed), seed);
        }
    }

    /// <summary>Questions change nothing: asked twice, they are answered the same.</summary>
    [Test]
    public void Scheduler_AskedTwice_AnswersTheSame() => AlgorithmChecks.CheckTwice(Sound(1));

    /// <summary>Trials that a user enqueues by hand run and settle beside the planned ones.</summary>
    [Test]
    public void Scheduler_ATrialThatNobodyProposed_RunsBesideThePlannedOnes()
    {
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            AlgorithmChecks.CheckUninvited(Sound(seed), seed);
        }
    }

    /// <summary>It serves a loop of the user's own as it serves a node.</summary>
    [Test]
    public void Scheduler_InALoopOfOnesOwn_SettlesEveryTrialAndReplays() => AlgorithmChecks.CheckLoop(Sound(1));

    /// <summary>A scheduler that implements <see cref="ICarriesMemory"/>, which none has to, decides the same and
    /// remembers the same when its memory is carried over, at any time.</summary>
    [Test]
    public void Scheduler_ItsMemory_CanBeCarriedOver()
    {
        for (ulong seed = 0; seed < Seeds && Sound(seed) is var spec; seed++)
        {
            if (spec.Scheduler.Create(spec.Context) is ICarriesMemory)
            {
                AlgorithmChecks.CheckMemory(spec, seed);
            }
        }
    }

    /// <summary>A misspelt metric must not end as if all were well.</summary>
    [Test]
    public void Scheduler_MetricNeverReported_Fails() => Assert.That(
        AlgorithmChecks.WithoutValues(Sound(1), double.NaN).Status, Is.EqualTo(ExperimentStatus.Failed));

    /// <summary>Nor one that is never a number.</summary>
    [Test]
    public void Scheduler_MetricNeverFinite_Fails() => Assert.That(
        AlgorithmChecks.WithoutValues(Sound(1), double.PositiveInfinity).Status, Is.EqualTo(ExperimentStatus.Failed));

    /// <summary>The reasons it gives for a stop say a loss that is minimised in its own sign.</summary>
    [Test]
    public void Scheduler_OfALossToMinimise_GivesItsReasonsInTheLosssOwnSign() =>
        AlgorithmChecks.CheckReasons(Sound(1));

    private ExperimentSpec Sound(ulong seed) => AlgorithmChecks.Sound(Options, new RandomSearchOptions(), seed)
        ?? throw new AssertionException(AlgorithmChecks.Unsound(Options, new RandomSearchOptions()));
}
