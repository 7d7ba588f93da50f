namespace Tune.Gpus;

/// <summary>
/// The memory that a process takes on its cards, from before it begins until it has come back: the driver frees it some
/// time after the process has ended, and who is given a card before that finds it full.
/// </summary>
public sealed class CardMemory
{
    // What a driver keeps for itself comes and goes with its contexts.
    private const double Slack = 0.01;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly GpuDriver _driver;
    private readonly TimeProvider _clock;
    private readonly (GpuCard Card, long? Before)[] _cards;

    private CardMemory(GpuDriver driver, TimeProvider clock, IReadOnlyList<GpuCard> cards, bool isAlone)
    {
        (_driver, _clock) = (driver, clock);
        _cards = [.. cards.Select(card => (card, isAlone ? Used(card) : null))];
    }

    /// <summary>Takes note of how much is taken before it begins.</summary>
    /// <param name="driver">The cards' driver.</param>
    /// <param name="cards">The cards it is given.</param>
    /// <param name="isAlone">Whether they are its own as a whole. Then their memory has come back when no more is taken
    /// than before, also where the driver does not know processes by the numbers they have here, as in a
    /// container.</param>
    /// <param name="clock">The clock.</param>
    public static CardMemory Note(GpuDriver driver, IReadOnlyList<GpuCard> cards, bool isAlone, TimeProvider clock) =>
        new(driver, clock, cards, isAlone);

    /// <summary>Waits until the memory has come back.</summary>
    /// <param name="ended">The processes that have ended. A card is free of them when the driver names none of them
    /// any more.</param>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The cards that are not free by then. A card of which the driver says nothing is not waited for.
    /// </returns>
    public async Task<IReadOnlyList<GpuCard>> FreeAsync(
        IReadOnlyCollection<int> ended, TimeSpan patience, CancellationToken cancellation = default)
    {
        var began = _clock.GetTimestamp();
        while (true)
        {
            GpuCard[] held = [.. _cards.Where(one => IsHeld(one.Card, one.Before, ended)).Select(one => one.Card)];
            if (held.Length == 0 || _clock.GetElapsedTime(began) >= patience)
            {
                return held;
            }

            await Task.Delay(Pause, _clock, cancellation).ConfigureAwait(false);
        }
    }

    private bool IsHeld(GpuCard card, long? before, IReadOnlyCollection<int> ended)
    {
        try
        {
            return _driver.Processes(card).Any(ended.Contains)
                || (before is { } most && _driver.Load(card) is var now
                    && now.UsedBytes > most + (Slack * now.MemoryBytes));
        }
        catch (GpuException)
        {
            return false;
        }
    }

    private long? Used(GpuCard card)
    {
        try
        {
            return _driver.Load(card).UsedBytes;
        }
        catch (GpuException)
        {
            return null;
        }
    }
}
