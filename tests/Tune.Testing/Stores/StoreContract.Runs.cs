using System.Text;
using Tune.Engine.Runs;
using Tune.Engine.Stores;

namespace Tune.Testing.Stores;

public abstract partial class StoreContract
{
    /// <summary>Whether it keeps free-standing runs, which it need not; then override this with true. Default
    /// false.</summary>
    protected virtual bool KeepsRuns => false;

    [Test]
    public void Runs_OfAStoreThatKeepsThem_AreThere() => Assert.That(
        Store.Runs is not null || !KeepsRuns, $"the fixture says {nameof(KeepsRuns)}");

    [Test]
    public async Task Run_WithAllItLogs_IsThereWhenTheStoreIsOpenedAgain()
    {
        if (!KeepsRuns)
        {
            return;
        }

        await StartAsync("ab12");
        await LogAsync("ab12", [Point("loss", 0.5, 1), Point("loss", 0.25, 2), Point("acc", double.NaN, 2)]);
        await Book.ChangeAsync(
            ledger => RunRules.Log(ledger, "ab12", [], [new("lr", "0.1")], [new("team", "a"), new("mlflow.note", "ü")]),
            _ => true);
        await Book.ChangeAsync(
            ledger => RunRules.Change(ledger, "ab12", RunStatus.Finished, 900, "other"), _ => true);
        await Book.ChangeAsync(ledger => RunRules.Attach(ledger, "ab12", isOutput: false, ["{}"]), _ => true);
        await CheckAsync();
        await Reopen();
        await CheckAsync();

        async Task CheckAsync()
        {
            var run = (await Book.ReadAsync(ledger => ledger.Run("ab12")))!;
            Assert.That((run.Name, run.Status, run.End), Is.EqualTo(("other", RunStatus.Finished, (long?)900)));
            Assert.That(run.Parameters["lr"], Is.EqualTo("0.1"));
            Assert.That(run.Tags.Keys, Is.EqualTo(new[] { "mlflow.note", RunNames.NameTag, "team" }));
            Assert.That(run.Tags[RunNames.NameTag], Is.EqualTo("other"));
            Assert.That(run.Metrics["loss"], Is.EqualTo(new MetricPoint(0.25, 1002, 2)));
            Assert.That(run.Metrics["acc"].Value, Is.NaN);
            Assert.That(run.Inputs, Is.EqualTo(new[] { "{}" }));
            Assert.That(
                await Book.ReadAsync(ledger => ledger.History("ab12", "loss", 0, 10)),
                Is.EqualTo(new[] { new MetricPoint(0.5, 1001, 1), new MetricPoint(0.25, 1002, 2) }));
        }
    }

    [Test]
    public async Task Point_LoggedAgain_IsStoredOnce()
    {
        if (!KeepsRuns)
        {
            return;
        }

        await StartAsync("a");
        var points = Enumerable.Range(0, 5000).Select(step => Point("m", step % 7, step % 5 == 0 ? -step : step));
        await LogAsync("a", [.. points]);
        await LogAsync("a", [.. points.Reverse(), Point("m", 3, 9_999)]);

        Assert.That(await Book.ReadAsync(ledger => ledger.CountOf("a", "m")), Is.EqualTo(5001));
        Assert.That(
            await Book.ReadAsync(ledger => ledger.History("a", "m", 4000, 3)), Is.EqualTo(
                points.Skip(4000).Take(3).Select(point => point.Point)));
        Assert.That(await Book.ReadAsync(ledger => ledger.Run("a")!.Metrics["m"].Step), Is.EqualTo(9_999));
    }

    [Test]
    public async Task Change_ThatTheRuleRefuses_ChangesNothing()
    {
        if (!KeepsRuns)
        {
            return;
        }

        await StartAsync("a");
        Assert.That(
            async () => await Book.ChangeAsync(
                ledger => RunRules.Log(ledger, "a", [Point("m", 1, 1)], [new("x", "1"), new("x", "2")], []),
                _ => true),
            Throws.TypeOf<RunException>().With.Message.Contains("Duplicate"));
        Assert.That(
            async () => await StartAsync("a"),
            Throws.TypeOf<RunException>().With.Property(nameof(RunException.Fault)).EqualTo(RunFault.Exists));
        var run = (await Book.ReadAsync(ledger => ledger.Run("a")))!;
        Assert.That((run.Metrics.Count, run.Parameters.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Changes_OfManyAtOnce_AreAllThere()
    {
        if (!KeepsRuns)
        {
            return;
        }

        await StartAsync("a");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async lane =>
        {
            for (var step = 0; step < 50; step++)
            {
                await LogAsync("a", [Point($"m{lane}", step, step)]);
            }
        }));
        await Reopen();

        var counts = await Book.ReadAsync(
            ledger => Enumerable.Range(0, 8).Select(lane => ledger.CountOf("a", $"m{lane}")).ToArray());
        Assert.That(counts, Is.All.EqualTo(50));
    }

    [Test]
    public async Task Artifact_IsThereAsAWholeUntilItIsRemoved()
    {
        if (!KeepsRuns)
        {
            return;
        }

        var put = await Book.PutAsync("0/a/artifacts/dir/x.txt", Bytes("hello"), 100, 7);
        await Book.PutAsync("0/a/artifacts/y.txt", Bytes("hello"), 100, 8);
        Assert.That(
            async () => await Book.PutAsync("0/a/artifacts/z", Bytes("hello"), 4, 8),
            Throws.TypeOf<RunException>().With.Message.Contains("more than 4"));
        await Book.RemoveAsync("0/a/artifacts/y.txt");
        Assert.That(await TextAsync(put), Is.EqualTo("hello"), "another path of the same bytes has gone");
        await Reopen();

        Assert.That(put.Digest, Is.EqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"));
        var found = (await Book.ReadAsync(ledger => ledger.Artifact("0/a/artifacts/dir/x.txt")))!;
        Assert.That(found, Is.EqualTo(put));
        Assert.That(
            await Book.ReadAsync(ledger => ledger.ArtifactsIn("0/a/artifacts").Select(one => one.Path).ToArray()),
            Is.EqualTo(new[] { "0/a/artifacts/dir" }));
        await Book.RemoveAsync("0/a");
        Assert.That(await Book.ReadAsync(ledger => ledger.ArtifactCount), Is.Zero);
        Assert.That(async () => await TextAsync(found), Throws.Exception, "nobody needs the bytes any more");
    }

    [Test]
    public async Task Model_WithItsVersions_IsThereWhenTheStoreIsOpenedAgain()
    {
        if (!KeepsRuns)
        {
            return;
        }

        var origin = new VersionOrigin("mlflow-artifacts:/0/a", "a")
        {
            Experiment = "digits", Trial = 3, Checkpoint = "c0ffee",
        };
        await Book.ChangeAsync(ledger => ModelRules.Make(ledger, "digits", "note", [new("k", "v")], 1), _ => true);
        await Book.ChangeAsync(ledger => ModelRules.AddVersion(ledger, "digits", origin, "", [], 2), _ => true);
        await Book.ChangeAsync(ledger => ModelRules.AddVersion(ledger, "digits", origin, "", [], 3), _ => true);
        await Book.ChangeAsync(ledger => ModelRules.Alias(ledger, "digits", "champion", 2, 4), _ => true);
        await Book.ChangeAsync(ledger => ModelRules.RemoveVersion(ledger, "digits", 1), _ => true);
        await Book.ChangeAsync(ledger => ModelRules.Stage(ledger, "digits", 2, "production", false, 5), _ => true);
        await Book.ChangeAsync(ledger => ModelRules.Rename(ledger, "digits", "other", 6), _ => true);
        await Reopen();

        var model = (await Book.ReadAsync(ledger => ledger.Model("other")))!;
        Assert.That((model.Note, model.LastVersion, model.Aliases["champion"]), Is.EqualTo(("note", 2, 2)));
        Assert.That(model.Versions.Values.Single().Origin, Is.EqualTo(origin));
        Assert.That(model.Versions[2].Stage, Is.EqualTo("Production"));
        Assert.That(model.Versions[2].Model, Is.EqualTo("other"));
    }

    private IRunBook Book => Store.Runs!;

    private static NamedPoint Point(string metric, double value, long step) =>
        new(metric, new MetricPoint(value, 1000 + step, step));

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Bytes(string text)
    {
        foreach (var letter in text)
        {
            await Task.CompletedTask;
            yield return Encoding.UTF8.GetBytes([letter]);
        }
    }

    private async Task<string> TextAsync(RunArtifact artifact)
    {
        var bytes = new List<byte>();
        await foreach (var part in Book.OpenAsync(artifact))
        {
            bytes.AddRange(part.Span);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private async Task StartAsync(string run) => await Book.ChangeAsync(
        ledger => RunRules.Start(ledger, new RunRecord(run, RunLedger.DefaultCollection, "some", "me", 5)), _ => true);

    private async Task LogAsync(string run, IReadOnlyList<NamedPoint> points) => await Book.ChangeAsync(
        ledger => RunRules.Log(ledger, run, points, [], []), _ => true);
}
