using Tune.Engine.Metrics;
using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>The trials in a searcher's memory, as two tables: few values of many trials are read in no time, many of
/// few calls are not.</summary>
internal static class TpeMemory
{
    // Whether there are values, and the kind of the rank and one more.
    private const int HasValues = 4;
    private const int KindMask = 3;

    // Behind where it lies: score, violation, and the numbers of the rank.
    private const int Extras = 4;

    /// <summary>Carries what is known of the trials.</summary>
    /// <param name="by">The carrier.</param>
    /// <param name="trials">By number.</param>
    /// <param name="dimensions">How many coordinates the space has.</param>
    /// <param name="objectives">How many values a trial has, if any.</param>
    public static void Carry(MemoryCarrier by, Dictionary<int, TpeTrial> trials, int dimensions, int objectives)
    {
        var width = dimensions + Extras + objectives;
        if (by.IsReading)
        {
            Read(by, trials, dimensions, width);
            return;
        }

        int[] numbers = [.. trials.Keys];
        Array.Sort(numbers);
        var (kinds, rows) = (new int[numbers.Length], new double[numbers.Length * width]);
        for (var i = 0; i < numbers.Length; i++)
        {
            kinds[i] = Write(trials[numbers[i]], rows.AsSpan(i * width, width), dimensions);
        }

        by.Numbers(numbers);
        by.Numbers(kinds);
        by.Reals(rows);
    }

    private static void Read(MemoryCarrier by, Dictionary<int, TpeTrial> trials, int dimensions, int width)
    {
        var (numbers, kinds, rows) = (by.Numbers([]), by.Numbers([]), by.Reals([]));
        if (kinds.Length != numbers.Length || rows.Length != (long)numbers.Length * width)
        {
            throw new InvalidDataException($"{numbers.Length} trials, {kinds.Length} kinds and {rows.Length} numbers");
        }

        trials.Clear();
        trials.EnsureCapacity(numbers.Length);
        for (var i = 0; i < numbers.Length; i++)
        {
            if ((i > 0 && numbers[i] <= numbers[i - 1]) || kinds[i] is < 0 or >= 2 * HasValues)
            {
                throw new InvalidDataException($"trial {numbers[i]} is out of order");
            }

            trials.Add(numbers[i], Read(numbers[i], kinds[i], rows.AsSpan(i * width, width), dimensions));
        }
    }

    private static int Write(TpeTrial known, Span<double> row, int dimensions)
    {
        known.Located.CopyTo(row);
        var extras = row[dimensions..];
        (extras[0], extras[1]) = (known.Score.Value, known.Violation);
        if (known.Rank is { } rank)
        {
            (extras[2], extras[3]) = (rank.Order, rank.Score);
        }

        known.Values.CopyTo(extras[Extras..]);
        return (known.Values.Length > 0 ? HasValues : 0) + (known.Rank is { } place ? place.Kind + 1 : 0);
    }

    private static TpeTrial Read(int number, int kind, ReadOnlySpan<double> row, int dimensions)
    {
        var extras = row[dimensions..];
        return new TpeTrial
        {
            Located = row[..dimensions].ToArray(),
            Score = Score.Of(extras[0], Mode.Max),
            Violation = extras[1],
            Rank = (kind & KindMask) == 0 ? null
                : TpeRank.Known((kind & KindMask) - 1, extras[2], extras[3], number),
            Values = (kind & HasValues) == 0 ? [] : extras[Extras..].ToArray(),
        };
    }
}
