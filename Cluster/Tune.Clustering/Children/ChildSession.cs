using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Tune.Clustering.Children.Code;
using Tune.Clustering.Children.Frames;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Processes;

namespace Tune.Clustering.Children;

/// <summary>A child process's life: one assignment after another, until the node closes the line or dies.</summary>
internal sealed class ChildSession : IDisposable
{
    private const int NiceSteps = 5;
    private const int RoundsMax = 10;
    private const int TakenPerCollection = 64;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);
    private readonly FrameLink _link;
    private readonly ReportCodec _reports = new();
    private readonly byte[] _marker;
    private readonly string _folder = Environment.CurrentDirectory;
    private readonly Stream[] _outputs = [Console.OpenStandardOutput(), Console.OpenStandardError()];
    private readonly Channel<(AssignMessage, ChildChannel)> _assigned =
        Channel.CreateUnbounded<(AssignMessage, ChildChannel)>();
    private readonly Orphans _orphans = new();
    private int _taken;
    private ChildChannel? _channel;

    private ChildSession(Socket socket, string token)
    {
        _link = new FrameLink(socket, "node", Heartbeat);
        _marker = Encoding.ASCII.GetBytes($"\n{Marker(token)}\n");
    }

    /// <summary>The line that both outputs show at the end of an attempt.</summary>
    public static string Marker(string token) => "tune-attempt-over-" + token;

    /// <summary>How a line on standard error begins that describes training code which has the right name and is other
    /// code.</summary>
    public static string OtherCode(string token) => $"tune-other-code-{token} ";

    public static ChildSession Open(string address, string token)
    {
        LeadGroup();
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(address));
        var session = new ChildSession(socket, token);
        var hello = new HelloMessage(HelloMessage.Current, Environment.ProcessId, token);
        session._link.Send(FrameKind.Hello, hello, static (frame, hello) => hello.Write(frame));
        session._link.Start(session.Take, EndProcess);
        return session;
    }

    /// <summary>Runs until the process is ended from outside.</summary>
    public async Task RunAsync(IReadOnlyDictionary<string, TrainableDefinition> known)
    {
        while (true)
        {
            var next = _assigned.Reader.ReadAsync().AsTask();
            if (!next.IsCompleted && await Task.WhenAny(next, Task.Delay(Idle)) != next)
            {
                // With nothing to do there is time to give memory back, and the numbers of the dead.
                GC.Collect();
                _orphans.Collect();
            }

            var (message, channel) = await next;
            if (++_taken % TakenPerCollection == 0)
            {
                _orphans.Collect();
            }

            _link.Send(FrameKind.Started);
            var outcome = await RunAsync(known, message, channel);
            MarkOutputs();
            channel.Close();
            _channel = null;
            _link.Send(FrameKind.Ended, outcome, OutcomeCodec.Write);
            Environment.CurrentDirectory = _folder;
        }
    }

    public void Dispose() => _link.Dispose();

    private static async Task<AttemptOutcome> RunAsync(
        IReadOnlyDictionary<string, TrainableDefinition> known, AssignMessage message, ChildChannel channel)
    {
        TrainableDefinition definition;
        try
        {
            definition = ChildCode.Find(known, message);
        }
        catch (CodeException other)
        {
            return new AttemptOutcome.Failed(FailureKind.Contract, other.Message, "");
        }

        try
        {
            return await definition.Create().RunAsync(message.Assignment, channel, CancellationToken.None);
        }
        catch (Exception e)
        {
            channel.Log(e.ToString());
            return new AttemptOutcome.Failed(
                e is OutOfMemoryException ? FailureKind.OutOfMemory : FailureKind.Exception,
                $"{e.GetType().Name}: {e.Message}", "");
        }
    }

    private void Take(FrameKind kind, ReadOnlySpan<byte> content)
    {
        var channel = _channel;
        switch (kind)
        {
            case FrameKind.Assign:
                // What follows on the line may already be meant for it.
                _channel = new ChildChannel(_link, _reports);
                _assigned.Writer.TryWrite((AssignMessage.Read(content), _channel));
                break;
            case FrameKind.Answer:
                channel?.Answered(AnswerCodec.Read(content));
                break;
            case FrameKind.AnswerFailed:
                channel?.Failed(AnswerCodec.ReadFailure(content));
                break;
            case FrameKind.Saved:
                channel?.Saved(null);
                break;
            case FrameKind.SaveFailed:
                channel?.Saved(AnswerCodec.ReadFailure(content));
                break;
            case FrameKind.Kept:
                channel?.Kept(null);
                break;
            case FrameKind.KeepFailed:
                channel?.Kept(AnswerCodec.ReadFailure(content));
                break;
            case FrameKind.Leave:
                channel?.Leave(AnswerCodec.Order(content[0]));
                break;
            default:
                throw new FrameException($"A node sent a message of the unknown kind {(int)kind}.");
        }
    }

    private void MarkOutputs()
    {
        Console.Out.Flush();
        Console.Error.Flush();
        if (!OperatingSystem.IsWindows())
        {
            SystemCalls.FlushNativeOutput();
        }

        foreach (var output in _outputs)
        {
            try
            {
                output.Write(_marker);
            }
            catch (IOException)
            {
                // Training code has closed it; the node does not wait for ever.
            }
        }
    }

    private static void LeadGroup()
    {
        if (OperatingSystem.IsWindows())
        {
            using var self = Process.GetCurrentProcess();
            self.PriorityClass = ProcessPriorityClass.BelowNormal;
            return;
        }

        SystemCalls.TryLeadGroup();
        SystemCalls.AdoptOrphans();
        SystemCalls.BeNice(NiceSteps);
        try
        {
            // Where each session has its own share of the processors, niceness within it is not enough.
            File.WriteAllText("/proc/self/autogroup", "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not every system has it, or lets it be changed.
        }
    }

    // On the link's own thread, so that it happens even while training code has all other threads.
    private static void EndProcess()
    {
        using var self = Process.GetCurrentProcess();
        var group = new ProcessGroup(self, ProcessMark.Own);
        for (var round = 0; round < RoundsMax && group.KillOthers() > 0; round++)
        {
            // One that is dying may just have started another one.
        }

        if (!OperatingSystem.IsWindows())
        {
            SystemCalls.EndNow(ChildExit.LineLost);
        }

        group.Kill();
        Environment.FailFast(null);
    }
}
