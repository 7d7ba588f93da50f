using Tune.Clustering.Timing;
using Tune.Engine.Experiments;
using Tune.Testing.Machine;

namespace Tune.Clustering.Tests.Timing;

internal sealed class ExperimentClockTests
{
    private static readonly Moment s_last = new(1, TimeSpan.FromHours(2).Ticks);

    private readonly ManualClock _time = new();

    [Test]
    public void Now_WithoutASession_IsTheTimeOfDayAndTheActiveTimeOfTheLastEvent()
    {
        var clock = new ExperimentClock(_time);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(clock.IsRunning, Is.False);
        Assert.That(clock.Now(s_last), Is.EqualTo(new Moment(_time.GetUtcNow().UtcTicks, s_last.ActiveTicks)));
    }

    [Test]
    public void Now_InASession_RunsFromItsBeginningWhateverHappenedSince()
    {
        var clock = new ExperimentClock(_time);
        clock.Start(s_last);
        _time.Advance(TimeSpan.FromMinutes(5));
        var later = new Moment(2, s_last.ActiveTicks + TimeSpan.FromMinutes(4).Ticks);
        Assert.That(clock.IsRunning, Is.True);
        Assert.That(clock.Now(later).Active, Is.EqualTo(TimeSpan.FromMinutes(125)));
    }

    [Test]
    public void Now_AfterASession_StandsStillUntilTheNext()
    {
        var clock = new ExperimentClock(_time);
        clock.Start(s_last);
        _time.Advance(TimeSpan.FromMinutes(5));
        var last = clock.Now(s_last);
        clock.Stop();
        _time.Advance(TimeSpan.FromMinutes(50));
        Assert.That(clock.Now(last).Active, Is.EqualTo(TimeSpan.FromMinutes(125)));
        clock.Start(last);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(clock.Now(last).Active, Is.EqualTo(TimeSpan.FromMinutes(126)));
    }
}
