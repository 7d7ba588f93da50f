using Tune.Clustering.Experiments;
using Tune.Testing.Machine;

namespace Tune.Clustering.Tests.Experiments;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LeavingJournalsTests
{
    private readonly LeavingJournals _journals = new();

    [Test]
    public async Task WhenGone_WithTwoOnTheirWay_WaitsForBothAndNotForOthers()
    {
        var (one, two, other) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        _journals.Add("a", one.Task);
        _journals.Add("a", two.Task);
        _journals.Add("b", other.Task);
        var gone = _journals.WhenGoneAsync("a");
        one.SetResult();
        Assert.That(gone.IsCompleted, Is.False);

        // That it cannot be let go of is no reason to wait for ever, nor to fail whoever opens it next.
        two.SetException(new IOException("the disk is gone"));
        await gone.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(_journals.WhenAllGoneAsync().IsCompleted, Is.False);
        other.SetResult();
        await _journals.WhenAllGoneAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Test]
    public void StaysAway_AfterAnotherOwnerCame_ForTenSeconds()
    {
        var clock = new ManualClock();
        Assert.That(_journals.StaysAway("a", clock), Is.Null);
        _journals.Lost("a", clock);
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Multiple(() =>
        {
            Assert.That(_journals.StaysAway("a", clock), Is.EqualTo(TimeSpan.FromSeconds(6)));
            Assert.That(_journals.StaysAway("b", clock), Is.Null);
        });
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.That(_journals.StaysAway("a", clock), Is.Null);
    }
}
