using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Schedulers.Fifo;

namespace Tune.Testing.Algorithms;

/// <summary>
/// What every searcher keeps to: derive a fixture and say which options. It is asked for twelve trials, or one, of a
/// space with numbers, whole numbers and choices, or of a grid, and told what became of them.
/// </summary>
public abstract class SearcherContract
{
    private const ulong Seeds = 8;

    /// <summary>The searcher, as an experiment is given it.</summary>
    protected abstract SearcherOptions Options { get; }

    /// <summary>Whatever breaks, what it suggests is of the space, the experiment ends with every trial settled, and
    /// its journal replays to the same suggestions.</summary>
    [Test]
    public void Searcher_WhateverBreaks_SuggestsPointsOfTheSpaceAndReplays()
    {
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            AlgorithmChecks.Check(Sound(seed), seed);
        }
    }

    /// <summary>Trials that a user enqueues by hand run and settle beside the planned ones.</summary>
    [Test]
    public void Searcher_ATrialThatNobodyProposed_RunsBesideThePlannedOnes()
    {
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            AlgorithmChecks.CheckUninvited(Sound(seed), seed);
        }
    }

    /// <summary>It serves a loop of the user's own as it serves a node.</summary>
    [Test]
    public void Searcher_InALoopOfOnesOwn_SettlesEveryTrialAndReplays() => AlgorithmChecks.CheckLoop(Sound(1));

    /// <summary>A searcher that implements <see cref="ICarriesMemory"/>, which none has to, suggests the same and
    /// remembers the same when its memory is carried over, at any time.</summary>
    [Test]
    public void Searcher_ItsMemory_CanBeCarriedOver()
    {
        for (ulong seed = 0; seed < Seeds && Sound(seed) is var spec; seed++)
        {
            if (spec.Searcher.Create(spec.Context) is ICarriesMemory)
            {
                AlgorithmChecks.CheckMemory(spec, seed);
            }
        }
    }

    private ExperimentSpec Sound(ulong seed)
    {
        var scheduler = new FifoOptions { MaxIterations = 3 };
        return AlgorithmChecks.Sound(scheduler, Options, seed)
            ?? throw new AssertionException(AlgorithmChecks.Unsound(scheduler, Options));
    }
}
