using System.Text;
using Tune.Clustering.Logs;

namespace Tune.Clustering.Children;

/// <summary>
/// All that a child process prints, and the lines that its training code logs, into the log of the attempt that is
/// running. The pipes are always read to the end, so that printing never blocks.
/// </summary>
/// <param name="token">The child's secret, which is in the lines that are meant for this process.</param>
/// <param name="start">For what it prints before its first attempt.</param>
internal sealed class ChildOutput(string token, AttemptLog start)
{
    private const int StackBytes = 256 * 1024;
    private readonly Lock _gate = new();
    private readonly byte[] _marker = Encoding.ASCII.GetBytes(ChildSession.Marker(token));
    private readonly byte[] _otherCode = Encoding.ASCII.GetBytes(ChildSession.OtherCode(token));
    private readonly TaskCompletionSource<string> _other = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _readers = [];
    private AttemptLog? _log = start;
    private int _markers;
    private bool _isDeaf;
    private TaskCompletionSource? _drained;

    /// <summary>What the child has instead of the code it was started for, once it has said so.</summary>
    public Task<string> OtherCode => _other.Task;

    /// <summary>Reads a pipe to its end on a thread of its own.</summary>
    public void Read(Stream pipe, string name)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _readers.Add(done.Task);
        new Thread(() =>
        {
            new OutputLines(this).ReadToEnd(pipe);
            done.SetResult();
        }, StackBytes) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>From now on lines belong to this log.</summary>
    public void Begin(AttemptLog log)
    {
        lock (_gate)
        {
            _log = log;
            _markers = 0;
            _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until all that was printed before the end of the attempt is in the log.</summary>
    /// <param name="isAlive">Whether the child goes on; otherwise the pipes end by themselves.</param>
    public async Task DrainAsync(bool isAlive)
    {
        var drained = isAlive ? _drained!.Task : Task.WhenAll(_readers);
        if (isAlive && _isDeaf)
        {
            return;
        }

        try
        {
            await drained.WaitAsync(TimeSpan.FromSeconds(1));
        }
        catch (TimeoutException)
        {
            // Training code has closed or kept a pipe; that is no reason to wait again next time.
            _isDeaf = isAlive;
        }
    }

    /// <summary>The attempt is over; what is still printed belongs to nobody.</summary>
    public void End()
    {
        lock (_gate)
        {
            _log = null;
        }
    }

    public void Add(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            if (line.StartsWith(_otherCode))
            {
                _other.TrySetResult(Encoding.UTF8.GetString(line[_otherCode.Length..]));
                return;
            }

            if (line.EndsWith(_marker))
            {
                if (++_markers == 2)
                {
                    _drained?.TrySetResult();
                }

                line = line[..^_marker.Length];
                if (line.IsEmpty)
                {
                    return;
                }
            }

            _log?.Add(line);
        }
    }

    public void Flush()
    {
        lock (_gate)
        {
            _log?.Flush();
        }
    }
}
