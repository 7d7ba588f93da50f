using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;

namespace Tune.Hosting.Control;

/// <summary>
/// Listens on a socket file beside the store, so that only users who may write to the store can reach it. One request
/// line, one reply line, per connection; several clients are served side by side.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    /// <summary>How long a request may take before the one who asked is told that it takes too long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int LineMax = 4096;

    // Whatever its letters are, a line with so many of them is one that a client reads.
    private const int MessageMax = 8192;
    private const int ClientsMax = 32;

    // A client writes its line at once, and reads the answer at once.
    private static readonly TimeSpan s_linePatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _room = new(ClientsMax);
    private readonly ConcurrentDictionary<Task, bool> _served = new();
    private readonly Socket _listener;
    private readonly Func<ControlRequest, CancellationToken, Task<ControlReply>> _handle;
    private readonly TimeSpan _patience;
    private readonly ControlPlace _place;
    private readonly Task _loop;

    private ControlServer(
        ControlPlace place, Socket listener, Func<ControlRequest, CancellationToken, Task<ControlReply>> handle,
        TimeSpan patience)
    {
        (_place, _listener, _handle, _patience) = (place, listener, handle, patience);
        _loop = AcceptAsync();
    }

    /// <summary>Listens; null where the store's path is too long for a socket.</summary>
    /// <param name="store">The store's folder.</param>
    /// <param name="handle">Answers.</param>
    /// <param name="patience">How long an answer may take; default <see cref="Patience"/>.</param>
    public static ControlServer? Start(
        string store, Func<ControlRequest, CancellationToken, Task<ControlReply>> handle, TimeSpan? patience = null)
    {
        if (ControlPlace.Of(store) is not { } place)
        {
            return null;
        }

        Socket? listener = null;
        try
        {
            File.Delete(place.Path);
            listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(place.Address);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(place.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            listener.Listen(ClientsMax);
            return new ControlServer(place, listener, handle, patience ?? Patience);
        }
        catch
        {
            listener?.Dispose();
            place.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop;
        await Task.WhenAll(_served.Keys);
        File.Delete(_place.Path);
        _place.Dispose();
        _room.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _room.WaitAsync(_stop.Token);
                await AcceptOneAsync();
            }
            catch (SocketException)
            {
                // A client that is gone before it is let in is its own problem; where no more files may be opened, it
                // is tried again, and not at once.
                await Task.Delay(s_again, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                // The end.
            }
        }
    }

    private async Task AcceptOneAsync()
    {
        Socket client;
        try
        {
            client = await _listener.AcceptAsync(_stop.Token);
        }
        catch
        {
            _room.Release();
            throw;
        }

        var serving = ServeAsync(client);
        _served[serving] = true;
        _ = serving.ContinueWith(
            done => _served.TryRemove(done, out _), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            using (client)
            {
                if (PeerUser.MayBeTrusted(client))
                {
                    await AnswerAsync(client);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException
            or IOException)
        {
            // A client that goes away or says nothing is its own problem.
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        await using var stream = new NetworkStream(client);
        var reply = await ReplyAsync(stream);
        using var writing = Limit(s_linePatience);
        await ControlLine.WriteAsync(stream, JsonSerializer.Serialize(Cut(reply)), writing.Token);
    }

    private async Task<ControlReply> ReplyAsync(Stream stream)
    {
        try
        {
            using var reading = Limit(s_linePatience);
            var line = await ControlLine.ReadAsync(stream, LineMax, reading.Token);
            return JsonSerializer.Deserialize<ControlRequest>(line) is { } request
                ? await HandleAsync(request)
                : new ControlReply(false, "An empty request.");
        }
        catch (Exception nonsense) when (nonsense is JsonException or InvalidDataException)
        {
            return new ControlReply(false, $"That is no request: {nonsense.Message}");
        }
    }

    // Whatever goes wrong is told to the one who asked: the experiment must not hear of it, nor the next one who asks.
    private async Task<ControlReply> HandleAsync(ControlRequest request)
    {
        using var limit = Limit(_patience);
        try
        {
            return await _handle(request, limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            return new ControlReply(
                false, $"'{request.Action}' was not done within {_patience.TotalSeconds:0.#} s; it may still be.");
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or OutOfMemoryException))
        {
            return new ControlReply(false, problem.Message);
        }
    }

    private CancellationTokenSource Limit(TimeSpan most)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(most);
        return limit;
    }

    private static ControlReply Cut(ControlReply reply) => reply.Message.Length <= MessageMax
        ? reply
        : reply with { Message = reply.Message[..MessageMax] + " …" };
}
