using System.Runtime.InteropServices;
using System.Text;

namespace Tune.Gpus;

/// <summary>
/// NVML's functions, as far as they are used here: NVIDIA, "NVML API Reference Guide". What a driver is too old for, or
/// a card does not have, is null; what must be there and fails is a <see cref="GpuException"/>.
/// </summary>
internal sealed class Nvml(nint library)
{
    private const int Done = 0;
    private const int TooSmall = 7;
    private const int TextMax = 96;

    // A card has seven parts at most today.
    private const uint PartsMax = 64;

    private readonly NvmlErrorText? _errorText = Find<NvmlErrorText>(library, "nvmlErrorString");
    private readonly NvmlDeviceMemory _memory = Get<NvmlDeviceMemory>(library, "nvmlDeviceGetMemoryInfo");
    private readonly NvmlDeviceUtilisation? _utilisation =
        Find<NvmlDeviceUtilisation>(library, "nvmlDeviceGetUtilizationRates");
    private readonly NvmlDeviceNumber? _power = Find<NvmlDeviceNumber>(library, "nvmlDeviceGetPowerUsage");
    private readonly NvmlDeviceChoice? _temperature = Find<NvmlDeviceChoice>(library, "nvmlDeviceGetTemperature");
    private readonly NvmlDeviceProcesses? _processes =
        Find<NvmlDeviceProcesses>(library, "nvmlDeviceGetComputeRunningProcesses_v3")
        ?? Find<NvmlDeviceProcesses>(library, "nvmlDeviceGetComputeRunningProcesses_v2");

    public void Init() => Must(Get<NvmlDo>(library, "nvmlInit_v2")(), "to begin");

    public void Shutdown() => Find<NvmlDo>(library, "nvmlShutdown")?.Invoke();

    public string DriverVersion()
    {
        var text = new byte[TextMax];
        return Find<NvmlText>(library, "nvmlSystemGetDriverVersion")?.Invoke(text, TextMax) == Done ? Text(text) : "";
    }

    public uint Count()
    {
        Must(Get<NvmlNumber>(library, "nvmlDeviceGetCount_v2")(out var count), "how many cards there are");
        return count;
    }

    /// <summary>A card; null if it does not answer.</summary>
    public nint? Card(uint index) =>
        Get<NvmlDeviceAt>(library, "nvmlDeviceGetHandleByIndex_v2")(index, out var card) == Done ? card : null;

    /// <summary>The parts of a card that is cut up (MIG); none of one that is whole.</summary>
    public IReadOnlyList<nint> Parts(nint card)
    {
        if (Find<NvmlDeviceMode>(library, "nvmlDeviceGetMigMode") is not { } mode
            || mode(card, out var current, out _) != Done || current == 0
            || Find<NvmlDeviceNumber>(library, "nvmlDeviceGetMaxMigDeviceCount") is not { } most
            || most(card, out var count) != Done
            || Find<NvmlDevicePart>(library, "nvmlDeviceGetMigDeviceHandleByIndex") is not { } part)
        {
            return [];
        }

        var parts = new List<nint>();
        for (uint i = 0; i < Math.Min(count, PartsMax); i++)
        {
            if (part(card, i, out var found) == Done)
            {
                parts.Add(found);
            }
        }

        return parts;
    }

    public string Uuid(nint card) => TextOf(card, "nvmlDeviceGetUUID", "the UUID of a card");

    public string Name(nint card) => TextOf(card, "nvmlDeviceGetName", "the model of a card");

    public NvmlMemory Memory(nint card)
    {
        Must(_memory(card, out var memory), "the memory of a card");
        return memory;
    }

    /// <summary>Percent.</summary>
    public uint? Utilisation(nint card) =>
        _utilisation is { } ask && ask(card, out var used) == Done ? used.Gpu : null;

    public uint? Milliwatts(nint card) => _power is { } ask && ask(card, out var power) == Done ? power : null;

    public uint? Celsius(nint card) => _temperature is { } ask && ask(card, 0, out var heat) == Done ? heat : null;

    public IReadOnlyList<uint> Processes(nint card)
    {
        if (_processes is not { } ask)
        {
            return [];
        }

        // Between the two questions others may come.
        for (uint room = 16; ; room *= 2)
        {
            var (count, found) = (room, new NvmlProcess[room]);
            var result = ask(card, ref count, found);
            if (result != TooSmall || room > 4096)
            {
                Must(result, "the processes on a card");
                return [.. found.Take((int)Math.Min(count, room)).Select(one => one.Pid)];
            }
        }
    }

    private string TextOf(nint card, string function, string what)
    {
        var text = new byte[TextMax];
        Must(Get<NvmlDeviceText>(library, function)(card, text, TextMax), what);
        return Text(text);
    }

    private static string Text(byte[] text)
    {
        var end = Array.IndexOf(text, (byte)0);
        return Encoding.UTF8.GetString(text, 0, end < 0 ? text.Length : end);
    }

    private void Must(int result, string what)
    {
        if (result != Done)
        {
            var said = _errorText is { } ask ? Marshal.PtrToStringUTF8(ask(result)) : null;
            throw new GpuException($"NVML was asked {what} and said {said ?? "error"} ({result}).");
        }
    }

    private static T? Find<T>(nint library, string name)
        where T : Delegate =>
        NativeLibrary.TryGetExport(library, name, out var address)
            ? Marshal.GetDelegateForFunctionPointer<T>(address)
            : null;

    private static T Get<T>(nint library, string name)
        where T : Delegate =>
        Find<T>(library, name) ?? throw new GpuException($"it has no function {name}.");
}
