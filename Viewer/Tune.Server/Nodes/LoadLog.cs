using Tune.Client.Shapes;

namespace Tune.Server.Nodes;

/// <summary>How busy this machine was since this began: every two seconds at first, and half as often each time there
/// is no more room.</summary>
internal sealed class LoadLog : IDisposable
{
    private const int SamplesMax = 1_000;
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(2);

    private readonly List<LoadSample> _samples = [];
    private readonly Lock _gate = new();
    private readonly Func<DateTimeOffset, LoadSample> _measure;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TimeSpan _every = s_every;

    public LoadLog(TimeProvider time, Func<DateTimeOffset, LoadSample>? measure = null)
    {
        (_time, _measure) = (time, measure ?? LoadSample.Now);
        _timer = time.CreateTimer(_ => Add(), null, TimeSpan.Zero, s_every);
    }

    /// <summary>What was measured.</summary>
    public ResourceList List()
    {
        LoadSample[] all;
        lock (_gate)
        {
            all = [.. _samples];
        }

        // Shares are of the time between two moments: the first has none.
        var pairs = all.Zip(all.Skip(1)).ToArray();
        return new ResourceList
        {
            FromUtc = all.Length == 0 ? _time.GetUtcNow().UtcDateTime : all[0].At.UtcDateTime,
            Cores = Environment.ProcessorCount,
            MemoryBytes = LoadSample.MemoryBytes,
            Seconds = [.. pairs.Select(pair => Math.Round((pair.Second.At - all[0].At).TotalSeconds, 1))],
            Busy = [.. pairs.Select(pair => Share(pair.First, pair.Second))],
            OwnBusy =
            [
                .. pairs.Select(pair => (double?)Math.Round(
                    (pair.Second.Own - pair.First.Own) / (pair.Second.At - pair.First.At) / Environment.ProcessorCount,
                    4)),
            ],
            UsedBytes = [.. pairs.Select(pair => pair.Second.UsedBytes)],
            OwnBytes = [.. pairs.Select(pair => (long?)pair.Second.OwnBytes)],
        };
    }

    public void Dispose() => _timer.Dispose();

    private void Add()
    {
        var sample = _measure(_time.GetUtcNow());
        lock (_gate)
        {
            if (_samples.Count > 0 && sample.At <= _samples[^1].At)
            {
                return;
            }

            _samples.Add(sample);
            if (_samples.Count > SamplesMax)
            {
                // Every second one, the first and the latest kept.
                var kept = _samples.Where((_, i) => i % 2 == 0).ToArray();
                _samples.Clear();
                _samples.AddRange(kept);
                _every *= 2;
                _timer.Change(_every, _every);
            }
        }
    }

    private static double? Share(LoadSample before, LoadSample after) =>
        after.Busy - before.Busy is { } busy && after.Idle - before.Idle is { } idle && busy + idle > 0
            ? Math.Round(busy / (busy + idle), 4)
            : null;
}
