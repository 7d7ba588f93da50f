using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Trainables.Running;

/// <summary>Remembers the last lines that go to the attempt's log, for the record of a failure.</summary>
internal sealed class LogTail(ITrialChannel channel) : ITrialChannel
{
    private const int Kept = 50;
    private readonly Queue<string> _lines = new();

    public CancellationToken LeaveRequested => channel.LeaveRequested;

    public Leaving Leaving => channel.Leaving;

    /// <summary>The last lines, 16,000 characters at most.</summary>
    public string Text
    {
        get
        {
            lock (_lines)
            {
                var text = string.Join('\n', _lines);
                return text.Length <= 16_000 ? text : text[^16_000..];
            }
        }
    }

    public ValueTask<Task<TrialAnswer>> SendAsync(TrialReport report, CancellationToken cancellation) =>
        channel.SendAsync(report, cancellation);

    public Task SaveAsync(string folder, int iteration, CancellationToken cancellation) =>
        channel.SaveAsync(folder, iteration, cancellation);

    public Task KeepAsync(string path, string file, CancellationToken cancellation) =>
        channel.KeepAsync(path, file, cancellation);

    public void Stalled(string? why) => channel.Stalled(why);

    public void Log(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }
        }

        channel.Log(line);
    }
}
