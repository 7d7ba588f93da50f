using System.Globalization;

namespace Tune.Gpus;

/// <summary>Which of a machine's cards are meant.</summary>
public static class CardChoice
{
    /// <summary>
    /// The cards that <c>CUDA_VISIBLE_DEVICES</c> leaves to this process, in its order: numbers or beginnings of UUIDs,
    /// with commas. As CUDA does, the first entry that is no card ends the list; so <c>-1</c>, or nothing, leaves
    /// none.
    /// </summary>
    /// <param name="cards">Those of the machine.</param>
    /// <param name="visible">The variable; null if it is not set, and all are left.</param>
    public static IReadOnlyList<GpuCard> Visible(IReadOnlyList<GpuCard> cards, string? visible)
    {
        if (visible is null)
        {
            return cards;
        }

        var chosen = new List<GpuCard>();
        foreach (var entry in visible.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Find(cards, entry) is not { } card || chosen.Contains(card))
            {
                break;
            }

            chosen.Add(card);
        }

        return chosen;
    }

    /// <summary>The cards of an explicit list.</summary>
    /// <param name="cards">Those that there are.</param>
    /// <param name="list">Numbers or beginnings of UUIDs, with commas: <c>0,2</c>, <c>GPU-8f2e</c>.</param>
    /// <exception cref="FormatException">An entry is no card, or one comes twice; the message names it and says which
    /// there are.</exception>
    public static IReadOnlyList<GpuCard> Listed(IReadOnlyList<GpuCard> cards, string list)
    {
        var chosen = new List<GpuCard>();
        foreach (var entry in list.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Find(cards, entry) is not { } card)
            {
                var known = string.Join(", ", cards.Select(one => $"{one.Index} ({one.Uuid})"));
                throw new FormatException(
                    $"There is no graphics card '{entry}'. There is: {(known.Length > 0 ? known : "none")}.");
            }

            if (chosen.Contains(card))
            {
                throw new FormatException($"The graphics card '{entry}' is named twice.");
            }

            chosen.Add(card);
        }

        return chosen;
    }

    // A number means a whole card: a part of one can only be named, and so can an ambiguous beginning.
    private static GpuCard? Find(IReadOnlyList<GpuCard> cards, string entry)
    {
        var found = int.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? cards.Where(card => card.Index == index)
            : entry.StartsWith("GPU-", StringComparison.Ordinal) || entry.StartsWith("MIG-", StringComparison.Ordinal)
                ? cards.Where(card => card.Uuid.StartsWith(entry, StringComparison.Ordinal))
                : [];
        return found.Take(2).ToArray() is [var only] ? only : null;
    }
}
