using System.Net.Sockets;
using System.Text.Json;
using Tune.Files;
using Tune.Schedulers;
using Tune.Storage;

namespace Tune.Hosting.Control;

internal static class ControlClient
{
    private const int LineMax = 65536;

    /// <summary>How long an owner may take, who gives itself less: <see cref="ControlServer.Patience"/>.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(35);

    /// <summary>Asks the owner of a store; null if nobody listens there.</summary>
    /// <param name="store">The store's folder.</param>
    /// <param name="request">What to ask.</param>
    /// <param name="patience">How long to wait for an answer.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<ControlReply?> AskAsync(
        string store, ControlRequest request, TimeSpan patience, CancellationToken cancellation)
    {
        using var place = FolderTree.Exists(store) ? ControlPlace.Of(store) : null;
        if (place is null || !File.Exists(place.Path))
        {
            return null;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            return await AskAsync(place, request, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var holder = await HolderOfAsync(store);
            return new ControlReply(
                false, $"Whoever has the store open ({holder}) has not answered within "
                    + $"{patience.TotalSeconds:0} s: it may be frozen, or too busy. Whether it has heard of "
                    + $"'{request.Action}' is not known.");
        }
    }

    private static async Task<string> HolderOfAsync(string store)
    {
        await using var reading = ReadOnlyStore.Open(store, new FileStoreOptions(SchedulerCatalog.All));
        return await reading.HolderAsync() ?? "it is not known who";
    }

    private static async Task<ControlReply?> AskAsync(
        ControlPlace place, ControlRequest request, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(place.Address, cancellation);
        }
        catch (SocketException)
        {
            // Left behind by an owner that was killed.
            return null;
        }

        if (!PeerUser.MayBeTrusted(socket, place.Owner))
        {
            return new ControlReply(false, $"Another user listens at '{place.Path}'; nothing was asked of them.");
        }

        try
        {
            await using var stream = new NetworkStream(socket);
            await ControlLine.WriteAsync(stream, JsonSerializer.Serialize(request), cancellation);
            var line = await ControlLine.ReadAsync(stream, LineMax, cancellation);
            return line.Length == 0 ? null : JsonSerializer.Deserialize<ControlReply>(line);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            return new ControlReply(
                false, $"Whoever listens at '{place.Path}' answered with something that is no answer: {e.Message}");
        }
        catch (IOException)
        {
            // It is just leaving: as if it had left before.
            return null;
        }
    }
}
