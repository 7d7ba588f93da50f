using System.Diagnostics;
using System.Globalization;

namespace Tune.Testing.Machine;

/// <summary>NVIDIA's driver library on a machine without cards: C, compiled for the test, which says what a file
/// says. The lines of the file: <c>device PARENT UUID TOTAL USED PERCENT MILLIWATTS CELSIUS GONE MODEL</c> (a parent
/// below 0 is a card, below 0 elsewhere what the driver does not support), <c>process DEVICE PID</c>,
/// <c>fail FUNCTION CODE</c>.</summary>
internal sealed class FakeGpuDriver : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nvml");
    private readonly List<string> _lines = [];

    public FakeGpuDriver()
    {
        Library = Path.Combine(_folder.FullName, "libnvidia-ml.so.1");
        Write();
        Compile();
    }

    public string Library { get; }

    private string State => Path.Combine(_folder.FullName, "state");

    /// <summary>Adds a card, or a part of the device before it with that number.</summary>
    public FakeGpuDriver With(
        string uuid, string model = "NVIDIA H200", long total = 1000, long used = 10, int percent = 0,
        int milliwatts = 50_000, int celsius = 30, int parent = -1, bool gone = false)
    {
        _lines.Add(string.Create(CultureInfo.InvariantCulture,
            $"device {parent} {uuid} {total} {used} {percent} {milliwatts} {celsius} {(gone ? 1 : 0)} {model}"));
        Write();
        return this;
    }

    public FakeGpuDriver Holds(int device, params int[] processes)
    {
        _lines.AddRange(processes.Select(pid => string.Create(
            CultureInfo.InvariantCulture, $"process {device} {pid}")));
        Write();
        return this;
    }

    /// <summary>So much of a card's memory is taken from now on.</summary>
    public void Uses(int device, long bytes)
    {
        var fields = _lines[device].Split(' ');
        fields[4] = bytes.ToString(CultureInfo.InvariantCulture);
        _lines[device] = string.Join(' ', fields);
        Write();
    }

    public FakeGpuDriver Fails(string function, int code)
    {
        _lines.Add(string.Create(CultureInfo.InvariantCulture, $"fail {function} {code}"));
        Write();
        return this;
    }

    /// <summary>All processes let go of their cards.</summary>
    public void Free()
    {
        _lines.RemoveAll(line => line.StartsWith("process", StringComparison.Ordinal));
        Write();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // The library reads it anew at each call, and must find it whole.
    private void Write()
    {
        File.WriteAllLines(State + ".new", _lines);
        File.Move(State + ".new", State, overwrite: true);
    }

    private void Compile()
    {
        var start = new ProcessStartInfo(InstalledProgram.PathOrSkip("cc", "gcc"),
        [
            "-shared", "-fPIC", "-O1", "-Wall", "-Werror", $"-DSTATE=\"{State}\"", "-o", Library,
            Path.Combine(AppContext.BaseDirectory, "Machine", "fake-nvml.c"),
        ])
        {
            RedirectStandardError = true,
        };
        using var compiler = Process.Start(start)!;
        var said = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        if (compiler.ExitCode != 0)
        {
            throw new InvalidOperationException(said);
        }
    }
}
