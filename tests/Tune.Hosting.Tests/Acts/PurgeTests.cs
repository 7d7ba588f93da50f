using System.Text.Json;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Hosting.Results;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Acts;

/// <summary>What is deleted goes for good: in time, or when somebody wants it to.</summary>
internal sealed class PurgeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ActedBy s_ann = new("ann", "test", "k");
    private string _folder = "";
    private TuneHost _host = null!;

    internal sealed record PointConfig([Uniform(0, 1)] double X);

    [SetUp]
    public async Task Start()
    {
        _folder = Directory.CreateTempSubdirectory("tune-purge-").FullName;
        _host = await StartAsync();
    }

    [TearDown]
    public async Task End()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Purge_OfADeletedExperiment_LeavesNothingAndItsNameIsFree()
    {
        await FitAsync("gone");
        await FitAsync("kept");
        await _host.ActAsync("gone", new UserAct.Delete(), s_ann);
        var first = await _host.PurgeAsync("gone", s_ann);
        var again = await _host.PurgeAsync("gone", s_ann);

        Assert.That((first.IsRepeat, again.IsRepeat), Is.EqualTo((false, true)));
        Assert.That(
            async () => await _host.ResultsAsync("gone"), Throws.TypeOf<UnknownExperimentException>());
        Assert.That(
            Directory.EnumerateFileSystemEntries(_folder, "*gone*", SearchOption.AllDirectories), Is.Empty);
        Assert.That((await _host.ResultsAsync("kept")).Count, Is.EqualTo(2));
        Assert.That((await FitAsync("gone")).Count, Is.EqualTo(2), "another one of that name");
    }

    [Test]
    public async Task Purge_OfWhatIsNotDeleted_IsRefused()
    {
        await FitAsync("some");
        Assert.That(
            async () => await _host.PurgeAsync("some", s_ann),
            Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("not in the recycle bin"));
        Assert.That(
            async () => await _host.PurgeAsync("nothing", s_ann), Throws.TypeOf<UnknownExperimentException>());
        Assert.That((await _host.ResultsAsync("some")).Count, Is.EqualTo(2));
    }

    [Test]
    public async Task EmptyBin_PurgesWhatWasDeletedForLongEnoughAndKeepsWhatCameBack()
    {
        foreach (var name in (string[])["old", "back", "kept"])
        {
            await FitAsync(name);
        }

        await _host.ActAsync("old", new UserAct.Delete(), s_ann);
        await _host.ActAsync("back", new UserAct.Delete(), s_ann);
        await _host.ActAsync("back", new UserAct.Restore(), new ActedBy("ann", "test"));
        var deleted = (await _host.FindAsync("old", default))!.Deleted!.Value.Utc;
        await _host.EmptyBinAsync(deleted + RecycleBin.RetentionDefault - TimeSpan.FromTicks(1));
        var before = await _host.Store.ExperimentsAsync();
        await _host.EmptyBinAsync(deleted + RecycleBin.RetentionDefault);

        Assert.That(before, Is.EqualTo(["back", "kept", "old"]));
        Assert.That(await _host.Store.ExperimentsAsync(), Is.EqualTo(["back", "kept"]));
    }

    [Test]
    public async Task Start_AfterAKillBetweenLogsAndStore_PutsThemBackOrDeletesThem()
    {
        await FitAsync("some");
        var created = (await _host.FindAsync("some", default))!.Created.UtcTicks;
        await _host.DisposeAsync();
        var logs = Path.Combine(_folder, "logs");
        var (mine, other) = ($".purging.{created:x}.some", $".purging.{created + 1:x}.gone");
        Directory.CreateDirectory(Path.Combine(logs, other));
        Directory.CreateDirectory(Path.Combine(logs, mine));
        await File.WriteAllTextAsync(Path.Combine(logs, mine, "0.1.log"), "printed");
        if (Directory.Exists(Path.Combine(logs, "some")))
        {
            Directory.Delete(Path.Combine(logs, "some"), recursive: true);
        }

        _host = await StartAsync();
        Assert.That(
            Directory.EnumerateDirectories(logs).Select(path => Path.GetFileName(path)), Is.EqualTo(["some"]));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(logs, "some", "0.1.log")), Is.EqualTo("printed"));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Links need rights there.")]
    public async Task Purge_WithALinkInPlaceOfAFolder_TouchesNothingThatItLeadsTo()
    {
        var theirs = Directory.CreateTempSubdirectory("tune-theirs-").FullName;
        try
        {
            string[] names = [".purging.1.gone", "gone"];
            foreach (var name in names)
            {
                Directory.CreateDirectory(Path.Combine(theirs, name));
                await File.WriteAllTextAsync(Path.Combine(theirs, name, "file"), "mine");
            }

            await FitAsync("gone");
            await _host.DisposeAsync();
            Directory.CreateSymbolicLink(Path.Combine(_folder, "plots"), theirs);
            _host = await StartAsync();
            await _host.ActAsync("gone", new UserAct.Delete(), s_ann);
            await _host.PurgeAsync("gone", s_ann);

            Assert.That(await _host.Store.ExperimentsAsync(), Is.Empty);
            foreach (var name in names)
            {
                Assert.That(await File.ReadAllTextAsync(Path.Combine(theirs, name, "file")), Is.EqualTo("mine"));
            }
        }
        finally
        {
            Directory.Delete(theirs, recursive: true);
        }
    }

    [Test]
    public async Task Purge_OfAnExperiment_IsWrittenDownWhereItStays()
    {
        await FitAsync("gone");
        var created = (await _host.FindAsync("gone", default))!.Created.Utc;
        await _host.ActAsync("gone", new UserAct.Delete(), s_ann);
        await _host.PurgeAsync("gone", s_ann);

        var line = JsonDocument.Parse(
            (await File.ReadAllLinesAsync(Path.Combine(_folder, "purges.log"))).Single()).RootElement;
        Assert.That(
            ((string[])["name", "who", "via"]).Select(field => line.GetProperty(field).GetString()),
            Is.EqualTo(["gone", "ann", "test"]));
        Assert.That(line.GetProperty("created").GetDateTime(), Is.EqualTo(created));
        Assert.That(line.GetProperty("utc").GetDateTime(), Is.GreaterThanOrEqualTo(created));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Links need rights there.")]
    public async Task Purge_ThatCannotBeWrittenDown_IsRefused()
    {
        var other = Path.Combine(_folder, "other");
        await File.WriteAllTextAsync(other, "as it was");
        File.CreateSymbolicLink(Path.Combine(_folder, "purges.log"), other);
        await FitAsync("some");
        await _host.ActAsync("some", new UserAct.Delete(), s_ann);

        Assert.That(
            async () => await _host.PurgeAsync("some", s_ann),
            Throws.TypeOf<StorageException>().With.Message.Contains("purges.log"));
        Assert.That(await File.ReadAllTextAsync(other), Is.EqualTo("as it was"));
        Assert.That((await _host.ResultsAsync("some")).Count, Is.EqualTo(2));
    }

    [Test]
    public async Task Start_WithFilesSetAsideAndNewOnesInTheirPlace_KeepsBoth()
    {
        await FitAsync("some");
        var created = (await _host.FindAsync("some", default))!.Created.UtcTicks;
        await _host.DisposeAsync();
        var plots = Path.Combine(_folder, "plots");
        foreach (var (name, text) in ((string, string)[])[($".purging.{created:x}.some", "old"), ("some", "new")])
        {
            Directory.CreateDirectory(Path.Combine(plots, name));
            await File.WriteAllTextAsync(Path.Combine(plots, name, "file"), text);
            await File.WriteAllTextAsync(Path.Combine(plots, name, text), text);
        }

        _host = await StartAsync();
        Assert.That(Directory.EnumerateDirectories(plots).Count(), Is.EqualTo(1));
        Assert.That(
            Directory.EnumerateFiles(Path.Combine(plots, "some")).Select(path =>
                $"{Path.GetFileName(path)}: {File.ReadAllText(path)}"),
            Is.EquivalentTo(["file: new", "file.1: old", "new: new", "old: old"]));
    }

    [TestCase(-1)]
    [TestCase(36_501)]
    public void Start_WithARetentionThatIsNotAllowed_NamesTheField(int days) => Assert.That(
        async () => await TuneHost.StartAsync(
            new TuneHostOptions { Store = "memory:", Retention = TimeSpan.FromDays(days) }),
        Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("Retention is"));

    private Task<TuneHost> StartAsync() => TuneHost.StartAsync(
        new TuneHostOptions { Store = _folder, Slots = 1, Notice = _ => { } });

    private Task<ResultGrid> FitAsync(string name) => _host.FitAsync((Tuner)new Tuner<PointConfig>(
        name,
        Trainable.Function<PointConfig>("point", (context, config) => context.ReportAsync(("value", config.X))) with
        {
            Isolation = Isolation.Thread,
        })
    {
        Metric = "value", Trials = 2,
    }).WaitAsync(Patience);
}
