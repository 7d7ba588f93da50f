using Tune.Engine.Portraits;
using Tune.Storage.LiteDb;
using Tune.Storage.Tracking;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.LiteDb;

internal sealed class LiteRowsTests
{
    [Test]
    public void Waiting_AfterAReport_HasGrownAsAfterAnyOtherEvent()
    {
        var experiment = new ExperimentPortrait("some");
        var rows = new LiteRows(null!, 1, () => experiment.Proposed);
        var projection = new Projection(experiment, rows);
        foreach (var fact in Some.Beginning())
        {
            projection.Apply(fact);
        }

        var charges = new List<long>();
        foreach (var fact in Some.Report(0, 1, ("acc", 1)))
        {
            var before = rows.Waiting;
            projection.Apply(fact);
            charges.Add(rows.Waiting - before);
        }

        Assert.That(charges, Has.All.EqualTo(charges[^1]).And.All.Positive);
    }
}
