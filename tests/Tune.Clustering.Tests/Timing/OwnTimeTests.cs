using Tune.Clustering.Timing;

namespace Tune.Clustering.Tests.Timing;

/// <summary>No time runs against an attempt while it waits for the node.</summary>
internal sealed class OwnTimeTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private readonly Queue<(TimeSpan, TimeSpan)> _seen = new();
    private OwnTime _time = new();

    [SetUp]
    public void Begin()
    {
        _time = new OwnTime();
        _seen.Clear();
    }

    [Test]
    public void Look_WhileAReportIsUnanswered_CountsNothing()
    {
        _time.Asked();
        _time.Told();
        Look(5);
        _time.Answered();
        Look(2);

        Require((0, 0), (2, 2));
    }

    [Test]
    public void Look_WhileACheckpointIsStored_CountsNothing()
    {
        _time.Told();
        _time.SaveBegins();
        Look(5);
        _time.SaveEnds();
        Look(1);

        Require((0, 0), (1, 1));
    }

    [Test]
    public void Look_WhileItIsStalled_CountsNothing()
    {
        _time.Told();
        _time.Stalled(true);
        Look(5);
        _time.Stalled(false);
        Look(1);

        Require((0, 0), (1, 1));
    }

    [Test]
    public void Look_AfterAReport_CountsSilenceAnew()
    {
        Look(3);
        _time.Asked();
        _time.Answered();
        Look(1);
        _time.Excuse();
        Look(2);

        Require((3, 0), (1, 0), (2, 0));
    }

    // One report may have been on its way when it was told.
    [Test]
    public void Look_AtOneWhoReportsOnAndOnAfterItWasTold_CountsThatItStays()
    {
        _time.Told();
        _time.Asked();
        Look(1);
        _time.Asked();
        _time.Asked();
        _time.Answered();
        Look(4);
        _time.Told();
        Look(1);

        Require((0, 0), (0, 4), (0, 5));
    }

    private void Look(int seconds) => _seen.Enqueue(_time.Look(seconds * s_second));

    private void Require(params (int Quiet, int Staying)[] seconds) => Assert.That(
        _seen, Is.EqualTo(seconds.Select(pair => (pair.Quiet * s_second, pair.Staying * s_second))));
}
