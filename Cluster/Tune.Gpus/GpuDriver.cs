using System.Runtime.InteropServices;

namespace Tune.Gpus;

/// <summary>
/// The cards of this machine, asked of NVIDIA's management library (NVML), which comes with the driver. It is loaded
/// where it is and missed nowhere else. Safe for many threads.
/// </summary>
public sealed class GpuDriver : IDisposable
{
    private readonly Nvml _nvml;
    private readonly Dictionary<string, nint> _handles = new(StringComparer.Ordinal);

    private GpuDriver(Nvml nvml)
    {
        _nvml = nvml;
        var cards = new List<GpuCard>();
        foreach (var (card, handle) in CardList.Of(nvml))
        {
            if (_handles.TryAdd(card.Uuid, handle))
            {
                cards.Add(card);
            }
        }

        Cards = cards;
        Version = nvml.DriverVersion();
    }

    /// <summary>The cards, by number; a card that is cut up is there as its parts. Empty when the driver has none.
    /// </summary>
    public IReadOnlyList<GpuCard> Cards { get; }

    /// <summary>The driver's version, such as <c>570.86.15</c>; empty if it does not say.</summary>
    public string Version { get; }

    /// <summary>Opens the driver.</summary>
    /// <param name="why">Why there is none, one sentence, if the answer is null.</param>
    /// <param name="library">The file of the library; default the one that the variable <c>TUNE_NVML</c> names, else
    /// <c>libnvidia-ml.so.1</c>, or <c>nvml.dll</c> on Windows, where the system looks for such.</param>
    /// <returns>Null where there is no driver, or it does not work.</returns>
    public static GpuDriver? TryOpen(out string why, string? library = null)
    {
        var name = library ?? Environment.GetEnvironmentVariable("TUNE_NVML")
            ?? (OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1");
        if (!NativeLibrary.TryLoad(name, out var loaded))
        {
            why = $"There is no NVIDIA driver: {name} cannot be loaded.";
            return null;
        }

        try
        {
            var nvml = new Nvml(loaded);
            nvml.Init();
            try
            {
                why = "";
                return new GpuDriver(nvml);
            }
            catch
            {
                nvml.Shutdown();
                throw;
            }
        }
        catch (Exception e) when (e is GpuException or EntryPointNotFoundException)
        {
            // The library stays loaded: drivers are not made to be loaded twice in a process.
            why = $"The NVIDIA driver does not work: {e.Message}";
            return null;
        }
    }

    /// <summary>How a card is used now.</summary>
    /// <exception cref="GpuException">The driver has lost the card, or does not say.</exception>
    public GpuLoad Load(GpuCard card)
    {
        var handle = HandleOf(card);
        var memory = _nvml.Memory(handle);
        return new GpuLoad((long)memory.Used, (long)memory.Total)
        {
            Utilisation = _nvml.Utilisation(handle) is { } percent ? percent / 100.0 : null,
            Watts = _nvml.Milliwatts(handle) is { } power ? power / 1000.0 : null,
            Celsius = (int?)_nvml.Celsius(handle),
        };
    }

    /// <summary>The processes that hold memory of a card for computing, by their numbers as the driver sees them: in a
    /// container these may be others than those seen inside.</summary>
    /// <exception cref="GpuException">The driver has lost the card, or does not say.</exception>
    public IReadOnlyList<int> Processes(GpuCard card) => [.. _nvml.Processes(HandleOf(card)).Select(pid => (int)pid)];

    /// <inheritdoc />
    public void Dispose() => _nvml.Shutdown();

    private nint HandleOf(GpuCard card) => _handles.TryGetValue(card.Uuid, out var handle)
        ? handle
        : throw new GpuException($"There is no card {card.Uuid}.");
}
