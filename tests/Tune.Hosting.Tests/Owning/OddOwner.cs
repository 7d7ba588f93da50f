using System.Net.Sockets;
using System.Text;

namespace Tune.Hosting.Tests.Owning;

/// <summary>Listens where the owner of a store does, and gives the answers that a test wants.</summary>
internal sealed class OddOwner : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Func<string, (int Status, string Json)?> _answer;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="folder">The store.</param>
    /// <param name="answer">What is said to a path; null for nothing, ever.</param>
    public OddOwner(string folder, Func<string, (int Status, string Json)?> answer)
    {
        _answer = answer;
        _socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, "control.sock")));
        _socket.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>Who it says it is.</summary>
    public const string Greeting = """{"version":"0.0.1","store":"","role":"admin","can_act":true}""";

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _socket.Dispose();
        await ((Task)_accepting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> talks = [];
        while (!_ending.IsCancellationRequested)
        {
            talks.Add(TalkAsync(await _socket.AcceptAsync(_ending.Token)));
        }

        await Task.WhenAll(talks);
    }

    private async Task TalkAsync(Socket with)
    {
        await using var stream = new NetworkStream(with, ownsSocket: true);
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        while (await reader.ReadLineAsync(_ending.Token) is { } head)
        {
            while (await reader.ReadLineAsync(_ending.Token) is { Length: > 0 })
            {
                // What else is in the head is of no interest.
            }

            if (_answer(head.Split(' ')[1]) is { } answer)
            {
                var body = Encoding.UTF8.GetBytes(answer.Json);
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 {answer.Status} So\r\nContent-Type: application/json\r\n"
                        + $"Content-Length: {body.Length}\r\n\r\n"),
                    _ending.Token);
                await stream.WriteAsync(body, _ending.Token);
            }
        }
    }
}
