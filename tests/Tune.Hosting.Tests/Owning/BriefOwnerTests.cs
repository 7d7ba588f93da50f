using Tune.Cli.Owning;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Testing.Stores;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Owning;

/// <summary>Acts on a store that nobody holds.</summary>
internal sealed class BriefOwnerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal sealed record PointConfig([Uniform(0, 1)] double X);

    [Test]
    public async Task Act_ByManyAtOnce_IsDoneInTurnAndTheStoreIsFreeAfterwards()
    {
        using var folder = new TempFolder();
        var options = new TuneHostOptions { Store = folder["store"], Slots = 1, Notice = _ => { } };
        await using (var host = await TuneHost.StartAsync(options))
        {
            await host.FitAsync(new Tuner<PointConfig>("point", Trainable.Function<PointConfig>(
                "point", static async (context, config) => await context.ReportAsync(("value", config.X))) with
            {
                Isolation = Isolation.Thread,
            })
            {
                Metric = "value", Trials = 1,
            }).WaitAsync(Patience);
        }

        var owner = new BriefOwner(options.Store);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => TagAsync(owner, i))).WaitAsync(Patience);
        Assert.That(
            async () => await owner.ActAsync(
                "none", new UserAct.Pause(), new ActedBy("ann", "test"), CancellationToken.None),
            Throws.TypeOf<Engine.Experiments.InvalidExperimentException>());
        await TagAsync(owner, 20);

        await using var after = await TuneHost.StartAsync(options);
        Assert.That((await after.AuditAsync("point")).Total, Is.EqualTo(21));
    }

    private static Task<ActReceipt> TagAsync(BriefOwner owner, int number) => owner.ActAsync(
        "point", new UserAct.Annotate { Set = TagSet.Empty.Add($"t{number}", "v") },
        new ActedBy("ann", "test", $"{number}"), CancellationToken.None);
}
