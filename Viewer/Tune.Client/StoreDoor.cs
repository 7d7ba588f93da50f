using System.Net.Sockets;
using Tune.Client.Places;

namespace Tune.Client;

/// <summary>The way to whoever has a store open: its socket, or the port that its note names.</summary>
/// <param name="store">The store's folder.</param>
internal sealed class StoreDoor(string store)
{
    /// <summary>What to send as a token; null on a socket, where the kernel says who one is.</summary>
    public string? Token => IsSocket() ? null : OwnerNote.Read(store)?.Token;

    /// <summary>Opens a connection.</summary>
    /// <exception cref="TuneClientException">Nobody is there, or somebody else.</exception>
    public async ValueTask<Stream> OpenAsync(CancellationToken cancellation)
    {
        using var place = Directory.Exists(store) ? ControlPlace.Of(store) : null;
        if (place is not null && File.Exists(place.Path))
        {
            return await OpenAsync(place, cancellation);
        }

        var note = OwnerNote.Read(store) ?? throw Nobody();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(note.Address.Host, note.Address.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw Nobody();
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsSocket()
    {
        using var place = Directory.Exists(store) ? ControlPlace.Of(store) : null;
        return place is not null && File.Exists(place.Path);
    }

    private static async Task<Stream> OpenAsync(ControlPlace place, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(place.Address, cancellation);
            return PeerUser.MayBeTrusted(socket, place.Owner)
                ? new NetworkStream(socket, ownsSocket: true)
                : throw new TuneClientException(
                    TuneClientException.Stranger, null,
                    $"Another user listens at '{place.Path}'; nothing was asked of them.");
        }
        catch (SocketException)
        {
            // Left behind by an owner that was killed.
            socket.Dispose();
            throw Nobody();
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static TuneClientException Nobody() => new(
        TuneClientException.NoOwner, null, "No program has this store open, or the one that has serves nothing.");
}
