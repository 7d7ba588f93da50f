using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Results;

namespace Tune.Engine.Tests.Results;

internal sealed class RecycleBinTests
{
    private static readonly Moment s_deleted = new(new DateTime(2026, 1, 1).Ticks, 0);

    [Test]
    public void PurgeAt_OfWhatIsDeleted_IsThatMuchLater()
    {
        Assert.That(
            RecycleBin.PurgeAt(s_deleted, RecycleBin.RetentionDefault), Is.EqualTo(new DateTime(2026, 1, 31)));
        Assert.That(RecycleBin.PurgeAt(s_deleted, TimeSpan.Zero), Is.EqualTo(new DateTime(2026, 1, 1)));
        Assert.That(RecycleBin.PurgeAt(s_deleted, null), Is.Null, "never");
        Assert.That(RecycleBin.PurgeAt(null, TimeSpan.Zero), Is.Null, "it is not deleted");
        Assert.That(
            RecycleBin.PurgeAt(new Moment(DateTime.MaxValue.Ticks, 0), TimeSpan.FromDays(1)),
            Is.EqualTo(DateTime.MaxValue));
    }

    [Test]
    public void Problem_OfATimeThatIsNotAllowed_NamesTheFieldAndWhatIs()
    {
        Assert.That(
            RecycleBin.Problem(TimeSpan.FromDays(-1), "Retention"),
            Does.StartWith("Retention is -1.00:00:00").And.Contain("36,500"));
        Assert.That(RecycleBin.Problem(TimeSpan.FromDays(36_501), "Retention"), Is.Not.Null);
        Assert.That(RecycleBin.Problem(TimeSpan.FromDays(36_500), "Retention"), Is.Null);
        Assert.That(RecycleBin.Problem(null, "Retention"), Is.Null);
    }

    [TestCase(false, ExperimentStatus.Stopped, false, "not in the recycle bin")]
    [TestCase(true, ExperimentStatus.Active, true, "running")]
    [TestCase(true, ExperimentStatus.Stopped, true, "running")]
    [TestCase(true, ExperimentStatus.Stopped, false, null)]
    public void WhyKept_OfAnExperiment_SaysWhatStandsAgainstIt(
        bool isDeleted, ExperimentStatus status, bool isOpen, string? why)
    {
        var glance = new ExperimentGlance
        {
            Name = "some", Position = 9, Objective = new Objective("acc", Mode.Max), Status = status, IsOpen = isOpen,
            Deleted = isDeleted ? s_deleted : null,
        };
        Assert.That(RecycleBin.WhyKept(glance), why is null ? Is.Null : Does.Contain(why));
    }
}
