using Tune.Hosting.Running;

namespace Tune.Hosting.Tests.Running;

internal sealed class WatchedExperimentTests
{
    [Test]
    public async Task Mend_AfterABreak_TellsWhoHasWaitedAndNobodyAfterwards()
    {
        var watched = new WatchedExperiment("some", _ => { });
        var before = watched.Broken;
        watched.Break(new InvalidOperationException("it broke"));
        watched.Mend();

        Assert.That((await before).Message, Is.EqualTo("it broke"));
        Assert.That(watched.Broken.IsCompleted, Is.False);
    }

    [Test]
    public void Mend_OfOneThatGoesOn_IsNothing()
    {
        var watched = new WatchedExperiment("some", _ => { });
        var before = watched.Broken;
        watched.Mend();

        Assert.That(watched.Broken, Is.SameAs(before));
    }
}
