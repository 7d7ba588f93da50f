using System.Runtime.InteropServices;

namespace Tune.Gpus;

/// <summary>nvmlMemory_t: bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemory
{
    public ulong Total;
    public ulong Free;
    public ulong Used;
}

/// <summary>nvmlUtilization_t: percent.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlUtilisation
{
    public uint Gpu;
    public uint Memory;
}

/// <summary>nvmlProcessInfo_t of version 3 (and 2), 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlProcess
{
    public uint Pid;
    public ulong UsedMemory;
    public uint GpuInstance;
    public uint ComputeInstance;
}
