using System.Runtime.InteropServices;

namespace Tune.Gpus;

// The forms of NVML's functions. Each answers 0, or a number that says what is wrong.

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate int NvmlDo();

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate nint NvmlErrorText(int result);

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate int NvmlText([Out] byte[] text, uint length);

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate int NvmlNumber(out uint value);

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate int NvmlDeviceAt(uint index, out nint device);

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate int NvmlDeviceText(nint device, [Out] byte[] text, uint length);

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate int NvmlDeviceNumber(nint device, out uint value);

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate int NvmlDeviceChoice(nint device, int which, out uint value);

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate int NvmlDeviceMemory(nint device, out NvmlMemory memory);

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate int NvmlDeviceUtilisation(nint device, out NvmlUtilisation utilisation);

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate int NvmlDeviceMode(nint device, out uint current, out uint pending);

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate int NvmlDevicePart(nint device, uint index, out nint part);

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate int NvmlDeviceProcesses(nint device, ref uint count, [In, Out] NvmlProcess[]? processes);
