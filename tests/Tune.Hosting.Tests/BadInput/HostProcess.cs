using System.Diagnostics;

namespace Tune.Hosting.Tests.BadInput;

/// <summary>A real program that runs, line by line. Waiting is for lines and for the end; the patience only keeps a
/// test that waits in vain from waiting for ever.</summary>
internal sealed class HostProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly List<(bool IsError, string Text)> _lines = [];
    private readonly Task _ended;
    private bool _isDisposed;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process)
    {
        _process = process;
        _ended = Task.WhenAll(
            ReadAsync(process.StandardOutput, isError: false), ReadAsync(process.StandardError, isError: true),
            process.WaitForExitAsync());
    }

    public int Id => _process.Id;

    /// <param name="environment">What it finds in its environment besides.</param>
    /// <param name="isPrivileged">Whether it may do what root may, if this process may.</param>
    /// <param name="args">Its arguments.</param>
    public static HostProcess Start(
        IReadOnlyDictionary<string, string> environment, bool isPrivileged, params string[] args) =>
        StartProgram("Tune.HostProbe", environment, isPrivileged, args);

    /// <summary>Starts a program that lies beside the tests and is talked to; it goes with what is disposed of.
    /// </summary>
    public static Process StartRaw(string name, params string[] args) => Process.Start(new ProcessStartInfo(
        Path.Combine(AppContext.BaseDirectory, name + (OperatingSystem.IsWindows() ? ".exe" : "")), args)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Starts a program that lies beside the tests.</summary>
    public static HostProcess StartProgram(
        string name, IReadOnlyDictionary<string, string> environment, bool isPrivileged, params string[] args)
    {
        var program = Path.Combine(AppContext.BaseDirectory, name + (OperatingSystem.IsWindows() ? ".exe" : ""));

        // Whoever runs the tests in the background has Ctrl-C ignored, and children inherit that.
        string[] command = OperatingSystem.IsLinux()
            ? ["env", "--default-signal=INT,TERM", program, .. args]
            : [program, .. args];
        if (!isPrivileged && Environment.IsPrivilegedProcess)
        {
            command = ["setpriv", "--inh-caps=-all", "--bounding-set=-all", .. command];
        }

        // Its input ends with this process: that is how it can tell that nobody is left.
        var info = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in environment)
        {
            info.Environment[variable] = value;
        }

        return new HostProcess(Process.Start(info)!);
    }

    /// <summary>The first line that has one of the texts in it, once there is one.</summary>
    public async Task<string> LineAsync(params string[] texts)
    {
        while (true)
        {
            Task more;
            lock (_lines)
            {
                if (_lines.Find(line => Array.Exists(
                    texts, text => line.Text.Contains(text, StringComparison.Ordinal))).Text is { } found)
                {
                    return found;
                }

                more = _more.Task;
            }

            try
            {
                if (await Task.WhenAny(more, _ended).WaitAsync(Patience) == _ended && !more.IsCompleted)
                {
                    throw new InvalidOperationException(
                        $"The program ended without saying '{string.Join("' or '", texts)}':\n{Everything()}");
                }
            }
            catch (TimeoutException)
            {
                throw new TimeoutException(
                    $"The program does not say '{string.Join("' or '", texts)}':\n{Everything()}");
            }
        }
    }

    /// <summary>Waits for the end.</summary>
    public async Task<HostEnd> EndAsync()
    {
        try
        {
            await _ended.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The program did not end:\n{Everything()}");
        }

        return new HostEnd(_process.ExitCode, [.. Of(isError: false)], [.. Of(isError: true)]);
    }

    /// <summary>Sends a signal, by the shell's own command.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{name} {_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Ends it at once, with no time to tidy up.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private string Everything()
    {
        lock (_lines)
        {
            return string.Join(
                '\n', _lines.TakeLast(100).Select(line => (line.IsError ? "err: " : "out: ") + line.Text));
        }
    }

    private List<string> Of(bool isError)
    {
        lock (_lines)
        {
            return [.. _lines.Where(line => line.IsError == isError).Select(line => line.Text)];
        }
    }

    private async Task ReadAsync(StreamReader reader, bool isError)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            TaskCompletionSource more;
            lock (_lines)
            {
                _lines.Add((isError, line));
                more = _more;
                _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            more.TrySetResult();
        }
    }
}
