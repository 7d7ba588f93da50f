using Tune.Engine.Ports;
using Tune.Schedulers.Search.CmaEs;

namespace Tune.Schedulers.Tests.Search.CmaEs;

internal sealed class RestartPlanTests
{
    private static RestartPlan After(RestartPlan plan, int trials, double u = 0.5, double v = 0.5)
    {
        plan.Count(trials);
        plan.Next(u, v);
        return plan;
    }

    [Test]
    public void Next_UnderIpop_DoublesThePopulationEachTime()
    {
        var plan = new RestartPlan(CmaEsRestart.Ipop, 6, 0.2);

        Assert.That(After(plan, 60).Population, Is.EqualTo(12));
        Assert.That(After(plan, 5).Population, Is.EqualTo(24));
        Assert.That(After(plan, 500).Population, Is.EqualTo(48));
        Assert.That(plan.Sigma, Is.EqualTo(0.2));
        Assert.That(plan.Restarts, Is.EqualTo(3));
    }

    // The trials of large runs and of small ones: 60, 0 | 180, 0 | 180, 30 | 180, 230 | 280, 230 | 280, 330.
    [Test]
    public void Next_UnderBipop_GivesTheKindWithFewerTrialsItsTurn()
    {
        var plan = new RestartPlan(CmaEsRestart.Bipop, 6, 0.2);

        Assert.That(After(plan, 60).Population, Is.EqualTo(12), "the first restart is a large one");
        Assert.That(plan.Sigma, Is.EqualTo(0.2));
        Assert.That(After(plan, 120, v: 0.5).Population, Is.EqualTo(6), "6 (12 / 12)^(1/4)");
        Assert.That(plan.Sigma, Is.EqualTo(0.02).Within(1e-12));
        Assert.That(After(plan, 30, v: 0.25).Population, Is.EqualTo(6));
        Assert.That(plan.Sigma, Is.EqualTo(0.2 / Math.Sqrt(10)).Within(1e-12));
        Assert.That(After(plan, 200).Population, Is.EqualTo(24), "the small ones are ahead");
        Assert.That(plan.Sigma, Is.EqualTo(0.2));
        Assert.That(After(plan, 100, u: 0.5).Population, Is.EqualTo(7), "6 (24 / 12)^(1/4) = 7.1");
        Assert.That(After(plan, 100).Population, Is.EqualTo(48));
    }

    [Test]
    public void Carry_AfterRunsOfBothKinds_GoesOnAlike()
    {
        var plan = After(After(After(new RestartPlan(CmaEsRestart.Bipop, 6, 0.2), 60), 120), 30);
        var by = MemoryCarrier.ToWrite();
        plan.Carry(by);
        var carried = new RestartPlan(CmaEsRestart.Bipop, 6, 0.2);
        carried.Carry(MemoryCarrier.ToRead(by.Written));

        foreach (var trials in (int[])[200, 100, 100, 30])
        {
            var (one, other) = (After(plan, trials), After(carried, trials));
            Assert.That(
                (other.Restarts, other.Population, other.Sigma), Is.EqualTo((one.Restarts, one.Population, one.Sigma)));
        }
    }
}
