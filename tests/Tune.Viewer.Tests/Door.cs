using System.Net;
using System.Net.Sockets;

namespace Tune.Viewer.Tests;

/// <summary>An address that stays while the server behind it goes and another comes: no port is bound twice, which
/// somebody else could have taken meanwhile.</summary>
internal sealed class Door : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _gate = new();
    private readonly List<TcpClient> _open = [];
    private readonly Task _accepting;
    private Uri? _inside;

    public Door(Uri inside)
    {
        _inside = inside;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Nobody is behind it any more.</summary>
    public void Shut()
    {
        lock (_gate)
        {
            _inside = null;
            _open.ForEach(each => each.Dispose());
            _open.Clear();
        }
    }

    public void LeadTo(Uri inside)
    {
        lock (_gate)
        {
            _inside = inside;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Stop();
        Shut();
        await _accepting;
        _closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_closed.Token));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is closed for good.
        }
    }

    private async Task ServeAsync(TcpClient outside)
    {
        using var inside = new TcpClient();
        using (outside)
        {
            try
            {
                Uri? target;
                lock (_gate)
                {
                    target = _inside;
                    _open.AddRange([outside, inside]);
                }

                if (target is not null)
                {
                    await inside.ConnectAsync(IPAddress.Loopback, target.Port, _closed.Token);
                    await Task.WhenAny(
                        outside.GetStream().CopyToAsync(inside.GetStream(), _closed.Token),
                        inside.GetStream().CopyToAsync(outside.GetStream(), _closed.Token));
                }
            }
            catch (Exception end) when (end is OperationCanceledException or IOException or SocketException
                or ObjectDisposedException)
            {
                // One of both has gone.
            }
        }
    }
}
