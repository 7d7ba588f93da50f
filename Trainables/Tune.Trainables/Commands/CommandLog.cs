using System.Text;
using Tune.Engine.Ports;

namespace Tune.Trainables.Commands;

/// <summary>
/// A program's output on its way to the attempt's log. A flood is thinned to what a log can bear and a person can read;
/// what was left out is said. The last lines are remembered in any case.
/// </summary>
internal sealed class CommandLog(ITrialChannel channel, TimeProvider clock)
{
    private const int BytesPerSecond = 64 * 1024;
    private const int Burst = 1024 * 1024;
    private readonly Lock _gate = new();
    private readonly byte[] _tail = new byte[LineReader.TextMax];
    private long _written;
    private long _allowance = Burst;
    private long _filled = clock.GetTimestamp();
    private long _linesLeftOut;
    private long _bytesLeftOut;

    /// <summary>The last lines.</summary>
    public string Tail
    {
        get
        {
            lock (_gate)
            {
                var end = (int)(_written % _tail.Length);
                var bytes = _written <= _tail.Length
                    ? _tail[..(int)_written]
                    : [.. _tail.AsSpan(end), .. _tail.AsSpan(0, end)];
                return Encoding.UTF8.GetString(bytes).TrimEnd('\n');
            }
        }
    }

    /// <summary>Adds a line.</summary>
    /// <param name="line">What was kept of it.</param>
    /// <param name="dropped">How many bytes more it had.</param>
    public void Add(ReadOnlySpan<byte> line, long dropped = 0)
    {
        lock (_gate)
        {
            RememberNeedsLock(line);
            RememberNeedsLock("\n"u8);
            if (!TryTakeNeedsLock(line.Length))
            {
                _linesLeftOut++;
                _bytesLeftOut += line.Length + dropped;
                return;
            }

            SayWhatWasLeftOutNeedsLock();
            var text = Encoding.UTF8.GetString(line);
            channel.Log(dropped == 0 ? text : $"{text} … ({dropped} bytes more)");
        }
    }

    /// <summary>To be called after the last line.</summary>
    public void Close()
    {
        lock (_gate)
        {
            SayWhatWasLeftOutNeedsLock();
        }
    }

    private void SayWhatWasLeftOutNeedsLock()
    {
        if (_linesLeftOut > 0)
        {
            channel.Log($"… ({_linesLeftOut} lines, {_bytesLeftOut} bytes left out: too much in too short a time)");
            _linesLeftOut = 0;
            _bytesLeftOut = 0;
        }
    }

    private bool TryTakeNeedsLock(int bytes)
    {
        // Short lines have their price too: every line costs its reader the same.
        var price = Math.Max(bytes, 64);
        if (_allowance < price)
        {
            var since = clock.GetElapsedTime(_filled).TotalSeconds;
            _allowance = (long)Math.Min(Burst, _allowance + (since * BytesPerSecond));
            _filled = clock.GetTimestamp();
        }

        if (_allowance < price)
        {
            return false;
        }

        _allowance -= price;
        return true;
    }

    private void RememberNeedsLock(ReadOnlySpan<byte> bytes)
    {
        var last = bytes[Math.Max(0, bytes.Length - _tail.Length)..];
        var start = (int)((_written + bytes.Length - last.Length) % _tail.Length);
        var first = Math.Min(last.Length, _tail.Length - start);
        last[..first].CopyTo(_tail.AsSpan(start));
        last[first..].CopyTo(_tail);
        _written += bytes.Length;
    }
}
