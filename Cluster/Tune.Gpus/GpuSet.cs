namespace Tune.Gpus;

/// <summary>The graphics cards that a node offers, in an order: the first is number 0 to those that are given it.
/// Safe for many threads.</summary>
public sealed class GpuSet : IDisposable
{
    private readonly GpuDriver? _driver;

    private GpuSet(GpuDriver? driver, IReadOnlyList<GpuCard> cards) => (_driver, Cards) = (driver, cards);

    /// <summary>The cards.</summary>
    public IReadOnlyList<GpuCard> Cards { get; }

    /// <summary>Finds all cards of this machine, or those that <c>CUDA_VISIBLE_DEVICES</c> leaves to this
    /// process.</summary>
    /// <param name="why">Why there are none; empty if there are.</param>
    /// <param name="library">The driver's library, see <see cref="GpuDriver.TryOpen"/>.</param>
    public static GpuSet Auto(out string why, string? library = null)
    {
        if (GpuDriver.TryOpen(out why, library) is not { } driver)
        {
            return new GpuSet(null, []);
        }

        var visible = Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES");
        var cards = CardChoice.Visible(driver.Cards, visible);
        why = cards.Count > 0 ? ""
            : driver.Cards.Count == 0 ? "The NVIDIA driver knows no graphics card."
            : $"CUDA_VISIBLE_DEVICES is '{visible}', which leaves none of {driver.Cards.Count} graphics cards.";
        return new GpuSet(driver, cards);
    }

    /// <summary>Finds certain cards.</summary>
    /// <param name="list">Numbers or beginnings of UUIDs, with commas: <c>0,2</c>, <c>GPU-8f2e</c>.</param>
    /// <param name="library">The driver's library, see <see cref="GpuDriver.TryOpen"/>.</param>
    /// <exception cref="GpuException">There is no driver.</exception>
    /// <exception cref="FormatException">One is not there; the message says which are.</exception>
    public static GpuSet Listed(string list, string? library = null)
    {
        var driver = GpuDriver.TryOpen(out var why, library) ?? throw new GpuException(why);
        try
        {
            return new GpuSet(driver, CardChoice.Listed(driver.Cards, list));
        }
        catch
        {
            driver.Dispose();
            throw;
        }
    }

    /// <summary>The same with its first cards only; this one is not to be used any more.</summary>
    public GpuSet First(int count) => new(_driver, [.. Cards.Take(count)]);

    /// <summary>How a card is used now; null if the driver does not say.</summary>
    public GpuLoad? Load(GpuCard card)
    {
        try
        {
            return _driver?.Load(card);
        }
        catch (GpuException)
        {
            return null;
        }
    }

    /// <summary>Takes note of the memory of some cards before a process begins on them; null if there is no
    /// driver.</summary>
    /// <param name="numbers">Which, by number.</param>
    /// <param name="isAlone">Whether they are its own as a whole.</param>
    /// <param name="clock">The clock.</param>
    public CardMemory? Note(IEnumerable<int> numbers, bool isAlone, TimeProvider clock) => _driver is null
        ? null
        : CardMemory.Note(_driver, [.. numbers.Distinct().Select(number => Cards[number])], isAlone, clock);

    /// <inheritdoc />
    public void Dispose() => _driver?.Dispose();
}
