using System.Text;

namespace Tune.Clustering.Children;

/// <summary>Cuts what comes out of a pipe into lines of bounded length. A carriage return ends a line too, so that
/// progress bars come through; empty lines are left out.</summary>
internal sealed class OutputLines(ChildOutput target)
{
    private const int LineMax = 16 * 1024;
    private readonly byte[] _line = new byte[LineMax + 64];
    private int _length;
    private long _dropped;

    public void ReadToEnd(Stream pipe)
    {
        var buffer = new byte[64 * 1024];
        using var closing = pipe;
        try
        {
            while (pipe.Read(buffer) is > 0 and var count)
            {
                Take(buffer.AsSpan(0, count));
                target.Flush();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The pipe is gone with its process.
        }

        EndLine();
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            Keep(end < 0 ? bytes : bytes[..end]);
            if (end < 0)
            {
                return;
            }

            EndLine();
            bytes = bytes[(end + 1)..];
        }
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        var kept = Math.Min(part.Length, LineMax - _length);
        part[..kept].CopyTo(_line.AsSpan(_length));
        _length += kept;
        _dropped += part.Length - kept;
    }

    private void EndLine()
    {
        if (_length == 0)
        {
            return;
        }

        if (_dropped > 0)
        {
            _length += Encoding.UTF8.GetBytes($" … ({_dropped} bytes more)", _line.AsSpan(_length));
            _dropped = 0;
        }

        target.Add(_line.AsSpan(0, _length));
        _length = 0;
    }
}
