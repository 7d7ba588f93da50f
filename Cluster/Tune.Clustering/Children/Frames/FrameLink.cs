using System.Buffers.Binary;
using System.Net.Sockets;

namespace Tune.Clustering.Children.Frames;

/// <summary>Takes the frames that arrive, on the link's reading thread.</summary>
internal delegate void FrameHandler(FrameKind kind, ReadOnlySpan<byte> content);

/// <summary>
/// One end of the line between a node and its child process. What is sent while a write is under way goes into the next
/// write together. Reading and writing have threads of their own, so that neither busy training code nor a busy thread
/// pool delays a heartbeat or hides that the other side is gone.
/// </summary>
/// <param name="socket">Connected; owned from now on.</param>
/// <param name="name">For the threads.</param>
/// <param name="heartbeat">Sends a heartbeat when nothing was sent for this long; null for none.</param>
internal sealed class FrameLink(Socket socket, string name, TimeSpan? heartbeat) : IDisposable
{
    private const int StackBytes = 256 * 1024;
    private readonly object _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FrameBuffer _pending = new();
    private bool _isClosed;

    /// <summary>Ends when nothing more will arrive: the other side is gone or breaks the protocol, or the link was
    /// closed.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What broke the protocol, if that ended the link.</summary>
    public FrameException? Broken { get; private set; }

    /// <summary>How many bytes wait to be written.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _pending.Length;
            }
        }
    }

    /// <summary>Begins to read and write.</summary>
    /// <param name="handler">Takes the frames.</param>
    /// <param name="atEnd">Called on the reading thread when nothing more will come.</param>
    public void Start(FrameHandler handler, Action? atEnd = null)
    {
        new Thread(() => Read(handler, atEnd), StackBytes) { IsBackground = true, Name = name + " reads" }.Start();
        new Thread(Write, StackBytes) { IsBackground = true, Name = name + " writes" }.Start();
    }

    /// <summary>Sends a frame without content.</summary>
    public void Send(FrameKind kind) => Send(kind, 0, static (_, _) => { });

    /// <summary>Sends a frame. It is silently dropped once the link is closed.</summary>
    /// <param name="kind">What it says.</param>
    /// <param name="content">What to write.</param>
    /// <param name="write">Writes it; called one at a time, in the order of sending.</param>
    /// <exception cref="FrameException">It is too large.</exception>
    public void Send<T>(FrameKind kind, T content, Action<FrameBuffer, T> write)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _pending.Begin(kind);
            try
            {
                write(_pending, content);
            }
            catch
            {
                _pending.Undo();
                throw;
            }

            _pending.End();
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Ends the link from this side; harmless when it has ended.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }

        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side was faster.
        }

        socket.Dispose();
    }

    public void Dispose() => Close();

    private void Write()
    {
        var spare = new FrameBuffer();
        while (true)
        {
            lock (_gate)
            {
                while (_pending.Length == 0 && !_isClosed)
                {
                    if (!Monitor.Wait(_gate, heartbeat ?? Timeout.InfiniteTimeSpan) && _pending.Length == 0)
                    {
                        _pending.Begin(FrameKind.Heartbeat);
                        _pending.End();
                    }
                }

                if (_isClosed)
                {
                    return;
                }

                (_pending, spare) = (spare, _pending);
            }

            if (!TryWrite(spare.Bytes.Span))
            {
                return;
            }

            spare.Clear();
        }
    }

    private bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[socket.Send(bytes)..];
            }

            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private void Read(FrameHandler handler, Action? atEnd)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            var filled = 0;
            while (socket.Receive(buffer.AsSpan(filled)) is > 0 and var count)
            {
                filled += count;
                var used = Handle(buffer.AsSpan(0, filled), handler, out var needed);
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
                if (needed > buffer.Length)
                {
                    Array.Resize(ref buffer, needed);
                }
            }
        }
        catch (FrameException e)
        {
            Broken = e;
        }
        catch (InvalidDataException e)
        {
            Broken = new FrameException($"A message makes no sense: {e.Message}.");
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone, which is all there is to know.
        }

        _ended.TrySetResult();
        atEnd?.Invoke();
        Close();
    }

    private static int Handle(ReadOnlySpan<byte> bytes, FrameHandler handler, out int needed)
    {
        var used = 0;
        needed = 0;
        while (bytes.Length - used >= FrameBuffer.HeadLength)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[used..]);
            if (length is < 1 or > FrameBuffer.FrameMax)
            {
                throw new FrameException(
                    $"A message announces {length} bytes; 1 to {FrameBuffer.FrameMax} are allowed.");
            }

            needed = length + 4;
            if (bytes.Length - used < needed)
            {
                break;
            }

            var content = bytes.Slice(used + FrameBuffer.HeadLength, length - 1);
            handler((FrameKind)bytes[used + 4], content);
            used += needed;
        }

        return used;
    }
}
