using System.Text.Json;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Clustering.Protocol;
using Tune.Server.Nodes;

namespace Tune.Server.Tests.Nodes;

/// <summary>How busy the machine was.</summary>
internal sealed class LoadTests
{
    [Test]
    public async Task Resources_WhereNoTrialsRun_AreNone()
    {
        await using var served = await ServedStore.StartAsync();

        Assert.That((await GetAsync(served)).Seconds, Is.Empty);
    }

    [Test]
    public async Task Resources_WhereTrialsRun_SayHowManyCoresThereAre()
    {
        await using var served = await ServedStore.StartAsync(node: new NodeCapacity(4, 4, 1, 1 << 30));

        Assert.That((await GetAsync(served)).Cores, Is.EqualTo(Environment.ProcessorCount));
    }

    [Test]
    public void Log_OfShares_IsOfTheTimeBetweenTwoMoments()
    {
        var time = new SteppedTime();
        using var log = new LoadLog(
            time, at => new LoadSample(
                at, time.Steps * 150, time.Steps * 50, TimeSpan.FromSeconds(time.Steps * Environment.ProcessorCount),
                time.Steps * 1000, 10));

        time.Step(3);

        var list = log.List();
        Assert.That(list.Seconds, Is.EqualTo((double[])[2, 4]));
        Assert.That(list.Busy, Is.EqualTo((double?[])[0.75, 0.75]));
        Assert.That(list.OwnBusy, Is.EqualTo((double?[])[0.5, 0.5]));
        Assert.That(list.UsedBytes, Is.EqualTo((long?[])[2000, 3000]));
    }

    [Test]
    public void Log_OfALongTime_KeepsItsBeginningAndItsBounds()
    {
        var time = new SteppedTime();
        using var log = new LoadLog(time, at => new LoadSample(at, null, null, TimeSpan.Zero, null, 10));

        time.Step(5000);

        var list = log.List();
        Assert.That(list.Seconds, Has.Count.InRange(400, 1000));
        Assert.That(list.Seconds[^1], Is.EqualTo(2 * 4999).Within(20));
        Assert.That(list.Seconds, Is.Ordered.Ascending);
        Assert.That(list.Busy, Is.All.Null);
    }

    private static async Task<ResourceList> GetAsync(ServedStore served) => JsonSerializer.Deserialize(
        await served.Client.GetStringAsync(new Uri("api/v1/resources", UriKind.Relative)),
        TuneJson.Default.ResourceList)!;

    /// <summary>A clock that only goes on by steps of two seconds, at each of which its timer may be due.</summary>
    private sealed class SteppedTime : TimeProvider, ITimer
    {
        private static readonly DateTimeOffset s_begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private TimerCallback? _call;
        private TimeSpan _due;
        private TimeSpan _every;

        public int Steps { get; private set; }

        public void Step(int count)
        {
            for (var i = 0; i < count; i++)
            {
                Steps++;
                _due -= TimeSpan.FromSeconds(2);
                if (_due <= TimeSpan.Zero)
                {
                    _due = _every;
                    _call!(null);
                }
            }
        }

        public override DateTimeOffset GetUtcNow() => s_begin + TimeSpan.FromSeconds(2 * Steps);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_call, _due, _every) = (callback, dueTime, period);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (_due, _every) = (dueTime, period);
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
