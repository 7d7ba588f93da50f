using System.Net.Sockets;
using System.Buffers.Binary;

namespace Tune.Clustering.Children.Frames;

/// <summary>How a child process shows that it is the one that was started.</summary>
/// <param name="Version">The protocol's version.</param>
/// <param name="Process">The process number.</param>
/// <param name="Token">The secret it was given.</param>
internal sealed record HelloMessage(int Version, int Process, string Token)
{
    /// <summary>Both sides are the same program; another version means that it was replaced in the meantime.</summary>
    public const int Current = 5;

    private const int LengthMax = 1024;

    public void Write(FrameBuffer target)
    {
        target.Number(Version);
        target.Number(Process);
        target.Text(Token);
    }

    /// <summary>Reads the first frame of a connection.</summary>
    /// <exception cref="FrameException">It is something else.</exception>
    public static async Task<HelloMessage> ReadAsync(Socket socket, CancellationToken cancellation)
    {
        var head = await ReadAsync(socket, FrameBuffer.HeadLength, cancellation);
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length is < 2 or > LengthMax || head[4] != (byte)FrameKind.Hello)
        {
            throw new FrameException("The first message of a child process is not its greeting.");
        }

        return Read(await ReadAsync(socket, length - 1, cancellation));
    }

    private static HelloMessage Read(ReadOnlySpan<byte> content)
    {
        var reader = new FrameReader(content);
        return new HelloMessage(reader.Small(), reader.Small(), reader.Text());
    }

    private static async Task<byte[]> ReadAsync(Socket socket, int length, CancellationToken cancellation)
    {
        var bytes = new byte[length];
        for (var filled = 0; filled < length;)
        {
            var count = await socket.ReceiveAsync(bytes.AsMemory(filled), cancellation);
            filled += count > 0 ? count : throw new FrameException("A child process went away during its greeting.");
        }

        return bytes;
    }
}
