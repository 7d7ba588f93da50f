using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Tune.Clustering.Children.Code;
using Tune.Clustering.Children.Frames;
using Tune.Clustering.Logs;
using Tune.Engine.Trials;
using Tune.Processes;

namespace Tune.Clustering.Children;

/// <summary>A child process that has come up: its line, its output, and its end.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private readonly Process _process;
    private readonly IDisposable _watch;
    private readonly FrameLink _link;
    private readonly ReportCodec _reports = new();
    private readonly Lock _gate = new();
    private ChildAttempt? _attempt;
    private long _heard = Stopwatch.GetTimestamp();
    private string? _killedFor;

    private Child(
        Process process, ProcessGroup group, IDisposable watch, ChildOutput output, Socket socket,
        ChildEnvironment environment, string name)
    {
        (_process, _watch, Output, Environment) = (process, watch, output, environment);
        Group = group;
        _link = new FrameLink(socket, name, heartbeat: null);
        _link.Start(Take, () => _attempt?.Gone());
        _ = EndLinkAsync();
    }

    public ChildEnvironment Environment { get; }

    public ChildOutput Output { get; }

    public ProcessGroup Group { get; }

    /// <summary>How many attempts it has been given.</summary>
    public int Attempts { get; private set; }

    /// <summary>Whether it can take more messages.</summary>
    public bool IsAlive => _killedFor is null && !_link.Ended.IsCompleted && !_process.HasExited;

    /// <summary>Whether it is alive and has shown that lately.</summary>
    public bool IsFresh => IsAlive && SilentFor < Fresh;

    /// <summary>How long it has given no sign of life.</summary>
    public TimeSpan SilentFor => Stopwatch.GetElapsedTime(Interlocked.Read(ref _heard));

    /// <summary>Why it was killed from here; null if it was not.</summary>
    public string? KilledFor => _killedFor;

    /// <summary>What broke the protocol, if anything did.</summary>
    public FrameException? Broken => _link.Broken;

    /// <summary>Starts a process and waits until it has introduced itself.</summary>
    /// <exception cref="ChildStartException">It did not come up.</exception>
    public static async Task<Child> StartAsync(
        ChildPool pool, TrainingCode code, ChildEnvironment environment, string name, CancellationToken cancellation)
    {
        var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var address = Path.Combine(SocketFolder.Ensure(pool.Folder), token[..12]);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(address));
        listener.Listen(4);
        var mark = ProcessMark.New();
        var begin = environment.Prepare(pool.Options.Program, address, token);
        mark.Put(begin);
        var process = Launch(pool.Options.Program, begin);

        // Before it is given anything to do: what it starts for that must not outlive this process either.
        var watch = DeathWatch.Over(process.Id, mark);
        var group = new ProcessGroup(process, mark, isKept: true);
        using var start = new AttemptLog(path: null);
        var output = new ChildOutput(token, start);
        output.Read(process.StandardOutput.BaseStream, name + " output");
        output.Read(process.StandardError.BaseStream, name + " errors");
        try
        {
            process.StandardInput.Close();
            using var waits = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            waits.CancelAfter(pool.Options.StartMax);
            var greeting = GreetAsync(listener, process.Id, token, waits.Token);
            var exit = process.WaitForExitAsync(waits.Token);
            await FirstWordAsync(greeting, exit, output, () => waits.CancelAfter(pool.Options.OtherCodeMax));
            if (!greeting.IsCompleted && exit.IsCompletedSuccessfully)
            {
                await waits.CancelAsync();
                await output.DrainAsync(isAlive: false);
                throw NotThere(
                    $"The child process {pool.Options.Program.FileName} ended with {ChildExit.Describe(process)} "
                    + "before it came to the training code");
            }

            return new Child(process, group, watch, output, await greeting, environment, name);
        }
        catch (Exception e)
        {
            await group.EndAsync();
            group.Dispose();
            watch.Dispose();
            process.Dispose();
            throw e switch
            {
                OperationCanceledException when !cancellation.IsCancellationRequested => NotThere(
                    $"The child process did not come to the training code within {pool.Options.StartMax.TotalSeconds} "
                    + "s", e),
                FrameException or InvalidDataException => new ChildStartException(e.Message, start.Tail, e),
                _ => e,
            };
        }
        finally
        {
            File.Delete(address);
        }

        ChildStartException NotThere(string what, Exception? inner = null) => output.OtherCode.IsCompleted
            ? new(
                ChildCode.Other(environment.Trainable, code.Text, output.OtherCode.Result), start.Tail, inner,
                FailureKind.Contract)
            : new($"{what}; a program whose trials run in processes of their own should begin with "
                + "'if (await TuneChild.RunIfChildAsync()) return;' on the first line of Main.", start.Tail, inner);
    }

    /// <summary>Hands it an attempt.</summary>
    public void Begin(ChildAttempt attempt, AttemptLog log)
    {
        Attempts++;
        Output.Begin(log);

        // The link tells the attempt it finds when it ends; this order leaves no moment in which neither knows.
        Interlocked.Exchange(ref _attempt, attempt);
        if (_link.Ended.IsCompleted)
        {
            attempt.Gone();
        }
    }

    /// <summary>Takes the attempt away again; nothing more of it is heard.</summary>
    public void End()
    {
        _attempt = null;
        Output.End();
    }

    public void Send<T>(FrameKind kind, T content, Action<FrameBuffer, T> write) => _link.Send(kind, content, write);

    /// <summary>Forgets a silence that was this process's own.</summary>
    public void Excuse() => Interlocked.Exchange(ref _heard, Stopwatch.GetTimestamp());

    /// <summary>Ends it and all it has started, now. The first reason counts.</summary>
    public void Kill(string reason)
    {
        lock (_gate)
        {
            _killedFor ??= reason;
        }

        Group.Kill();
    }

    /// <summary>Waits until the process and all it has started are dead, for a few seconds at most, and says how it
    /// ended.</summary>
    public async Task<ChildExit> ExitAsync()
    {
        var left = await HasLeftAsync();
        await Group.EndAsync();
        return left ? ChildExit.Of(_process) : ChildExit.ClosedLine;
    }

    public async ValueTask DisposeAsync()
    {
        Kill("It is no longer needed.");
        await Group.EndAsync();
        Group.Dispose();
        _watch.Dispose();
        _link.Dispose();
        _process.Dispose();
    }

    // The line of a process that ends may end a moment before it.
    private async Task<bool> HasLeftAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(LastWords);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // The right code may come after other code of its name; an app that goes on to serve instead never ends.
    private static async Task FirstWordAsync(Task greeting, Task exit, ChildOutput output, Action hurry)
    {
        if (await Task.WhenAny(greeting, exit, output.OtherCode) == output.OtherCode)
        {
            hurry();
            await Task.WhenAny(greeting, exit);
        }
    }

    private static Process Launch(ChildProgram program, ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new ChildStartException(
                $"The child process {program.FileName} could not be started: {e.Message}", inner: e);
        }
    }

    private static async Task<Socket> GreetAsync(
        Socket listener, int process, string token, CancellationToken cancellation)
    {
        while (true)
        {
            var socket = await listener.AcceptAsync(cancellation);
            try
            {
                var hello = await HelloMessage.ReadAsync(socket, cancellation);
                if (hello.Version != HelloMessage.Current)
                {
                    throw new FrameException(
                        $"The child process speaks version {hello.Version} of the protocol instead of "
                        + $"{HelloMessage.Current}: was the program replaced while it runs?");
                }

                if (hello.Process == process && CryptographicOperations.FixedTimeEquals(
                    Encoding.ASCII.GetBytes(hello.Token), Encoding.ASCII.GetBytes(token)))
                {
                    return socket;
                }
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            // Somebody else; the child is still to come.
            socket.Dispose();
        }
    }

    private void Take(FrameKind kind, ReadOnlySpan<byte> content)
    {
        Interlocked.Exchange(ref _heard, Stopwatch.GetTimestamp());
        var attempt = _attempt;
        switch (kind)
        {
            case FrameKind.Heartbeat:
                break;
            case FrameKind.Report:
                // Read it in any case: its names count for later ones.
                var report = _reports.Read(content);
                attempt?.Take(report);
                break;
            default:
                attempt?.Take(kind, content);
                break;
        }
    }

    // What it sent before it died is still read; a descendant that keeps the line open is not waited for.
    private async Task EndLinkAsync()
    {
        await _process.WaitForExitAsync();
        await Task.WhenAny(_link.Ended, Task.Delay(LastWords));
        _link.Close();
    }
}
