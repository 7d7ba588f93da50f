using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Tune.Server.Tests.Hostile;

/// <summary>Sends bytes that no client would, and reads what comes back until the connection ends.</summary>
internal static class RawCall
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The status, or 0 if there was no answer, and everything that came.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="bytes">What is sent at once.</param>
    /// <param name="later">What is sent when the answer has begun to come; null for nothing.</param>
    public static async Task<(int Status, string Text)> SendAsync(Uri server, byte[] bytes, byte[]? later = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, patience.Token);
        var stream = client.GetStream();
        var sending = SendAsync(stream, bytes, patience.Token);
        using var answer = new MemoryStream();
        try
        {
            if (later is not null)
            {
                var first = new byte[1];
                await answer.WriteAsync(
                    first.AsMemory(0, await stream.ReadAsync(first, patience.Token)), patience.Token);
                await SendAsync(stream, later, patience.Token);
            }

            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (IOException)
        {
            // Whoever sends too much is cut off, and may find the answer gone.
        }

        await sending;
        var text = Encoding.Latin1.GetString(answer.ToArray());
        var status = text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)
            ? int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;
        return (status, text);
    }

    private static async Task SendAsync(NetworkStream stream, byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            await stream.WriteAsync(bytes, cancellation);
        }
        catch (IOException)
        {
            // The answer is there already.
        }
    }
}
