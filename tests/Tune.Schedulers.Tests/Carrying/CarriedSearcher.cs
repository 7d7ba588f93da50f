using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Tests.Carrying;

/// <summary>
/// What an implementation of <see cref="ICarriesMemory"/> keeps to: an instance that has taken in the memory of another
/// one suggests the same from then on, and remembers the same in the end, to the byte.
/// </summary>
internal static class CarriedSearcher
{
    /// <summary>Tells a history to one searcher, its memory at some point to another, and the rest to both.</summary>
    /// <param name="options">Makes the searcher.</param>
    /// <param name="context">The experiment.</param>
    /// <param name="seed">Decides the history.</param>
    /// <param name="steps">How long it is.</param>
    /// <param name="cut">After how many of its steps the memory is carried over.</param>
    public static void Check(SearcherOptions options, AlgorithmContext context, ulong seed, int steps, int cut)
    {
        var history = new SearcherHistory(context, seed);
        var (told, unasked) = (options.Create(context), options.Create(context));
        ISearcher? carried = null;
        for (var step = 0; step < steps; step++)
        {
            if (step == cut)
            {
                carried = Carry(told, options.Create(context));
                Assert.That(Bytes(carried), Is.EqualTo(Bytes(told)), "what was taken in is written again");
            }

            foreach (var fact in history.Next(trial => Suggested(told, carried, trial)))
            {
                told.Observe(fact);
                unasked.Observe(fact);
                carried?.Observe(fact);
            }
        }

        Suggested(told, carried, new TrialId(history.Trials));
        Assert.That(Bytes(carried!), Is.EqualTo(Bytes(told)), "the same memory in the end");
        Assert.That(Bytes(unasked), Is.EqualTo(Bytes(told)), "a question changes nothing");
    }

    /// <summary>A searcher's memory.</summary>
    public static byte[] Bytes(ISearcher searcher)
    {
        var to = MemoryCarrier.ToWrite();
        to.Inner(searcher);
        return to.Written.ToArray();
    }

    /// <summary>A fresh searcher with the memory of another.</summary>
    public static ISearcher Carry(ISearcher from, ISearcher to) => Take(Bytes(from), to);

    /// <summary>A fresh searcher with a memory.</summary>
    public static ISearcher Take(byte[] bytes, ISearcher to)
    {
        var by = MemoryCarrier.ToRead(bytes);
        by.Inner(to);
        by.End();
        return to;
    }

    /// <summary>A searcher that has heard a history.</summary>
    public static ISearcher After(SearcherOptions options, AlgorithmContext context, ulong seed, int steps)
    {
        var (history, searcher) = (new SearcherHistory(context, seed), options.Create(context));
        for (var step = 0; step < steps; step++)
        {
            foreach (var fact in history.Next(trial => Suggested(searcher, null, trial)))
            {
                searcher.Observe(fact);
            }
        }

        return searcher;
    }

    private static Configuration? Suggested(ISearcher told, ISearcher? carried, TrialId trial)
    {
        var suggestion = told.Suggest(trial);
        if (carried is not null)
        {
            Assert.That(carried.Suggest(trial), Is.EqualTo(suggestion), $"for trial {trial}");
        }

        return (suggestion as Suggestion.Use)?.Config;
    }
}
