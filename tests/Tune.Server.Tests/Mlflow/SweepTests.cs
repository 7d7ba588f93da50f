using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Pbt;
using Tune.Server.Mlflow;
using Tune.Testing.Stores;

namespace Tune.Server.Tests.Mlflow;

/// <summary>Sweeps as MLflow's clients see them: experiments with runs, to be read.</summary>
internal sealed class SweepTests : MlflowFixture
{
    protected override Task FillAsync() => Place.AddSomeAsync();

    [Test]
    public async Task Sweep_IsAnExperimentWithItsTrialsAsRuns()
    {
        var found = (await Wire.GetAsync($"experiments/get-by-name?experiment_name={ServedStore.Experiment}"))
            .GetProperty("experiment");
        var id = found.GetProperty("experiment_id").GetString()!;
        Assert.That(id, Does.Match("^[0-9]{18}$"));
        Assert.That(MlflowWire.Entries(found, "tags")["tune.kind"], Is.EqualTo("sweep"));
        var all = await Wire.PostAsync("experiments/search", "{}");
        Assert.That(all.GetProperty("experiments").GetArrayLength(), Is.EqualTo(2));
        var runs = await Wire.SearchAsync($$"""{"experiment_ids":["{{id}}"],"filter":"metrics.acc > 0.6"}""");
        var run = (await Wire.GetAsync($"runs/get?run_id={runs.Single()}")).GetProperty("run");
        Assert.That(MlflowWire.Entries(run.GetProperty("data"), "metrics")["acc"], Is.EqualTo("0.75"));
        Assert.That(
            MlflowWire.Entries(run.GetProperty("data"), "tags")["mlflow.runName"],
            Is.EqualTo($"{ServedStore.Experiment}-1"));
        Assert.That(MlflowWire.Entries(run.GetProperty("data"), "params"), Is.Not.Empty);
        var history = await Wire.GetAsync($"metrics/get-history?run_id={runs.Single()}&metric_key=acc");
        Assert.That(
            history.GetProperty("metrics").EnumerateArray().Select(point => point.GetProperty("step").GetInt64()),
            Is.EqualTo(new long[] { 1, 2 }));
    }

    [Test]
    public async Task Artifacts_OfATrial_AreThoseOfItsRun()
    {
        await Place.Store.Artifacts(ServedStore.Experiment)
            .PutAsync(
                new TrialId(1), "plots/a.txt",
                new ReadOnlyMemory<byte>[] { "kept"u8.ToArray() }.ToAsyncEnumerable());
        var id = (await Wire.GetAsync($"experiments/get-by-name?experiment_name={ServedStore.Experiment}"))
            .GetProperty("experiment").GetProperty("experiment_id").GetString()!;
        var run = (await Wire.SearchAsync($$"""{"experiment_ids":["{{id}}"],"filter":"metrics.acc > 0.6"}""")).Single();

        var root = (await Wire.GetAsync($"artifacts/list?run_id={run}")).GetProperty("files");
        var below = (await Wire.GetAsync($"artifacts/list?run_id={run}&path=plots")).GetProperty("files");
        var text = await Place.Client.GetStringAsync(new Uri(
            $"/api/2.0/mlflow-artifacts/artifacts/{id}/{run}/artifacts/plots/a.txt", UriKind.Relative));

        Assert.That(
            (root[0].GetProperty("path").GetString(), root[0].GetProperty("is_dir").GetBoolean()),
            Is.EqualTo(("plots", true)));
        Assert.That(
            (below[0].GetProperty("path").GetString(), below[0].GetProperty("file_size").GetInt64()),
            Is.EqualTo(("plots/a.txt", 4L)));
        Assert.That(text, Is.EqualTo("kept"));
    }

    [Test]
    public async Task Clone_OfAPopulation_BelongsToTheTrialItCopiedFrom()
    {
        var checkpoint = new CheckpointRef(new string('a', 64), 10, 1);
        await Place.AddAsync(
            "population",
            [
                new ExperimentEvent.Created(
                    Some.At(0),
                    Some.Spec("population") with
                    {
                        Scheduler = new PbtOptions { Interval = 1, MaxIterations = 10 },
                    }),
                .. Some.Beginning("population", 2).Skip(1),
            ],
            Some.Report(1, 1, ("acc", 0.5)),
            [
                new ExperimentEvent.CheckpointSaved(Some.At(70_000), new TrialId(1), new Attempt(1), checkpoint),
                new ExperimentEvent.Decided(
                    Some.At(70_001), new TrialId(0), new Attempt(1), 0, 0,
                    new Decision.CloneFrom(new TrialId(1), checkpoint, Configuration.Of(("lr", 0.25))), 7),
            ]);
        var id = (await Wire.GetAsync("experiments/get-by-name?experiment_name=population"))
            .GetProperty("experiment").GetProperty("experiment_id").GetString()!;

        var runs = (await Wire.PostAsync("runs/search", $$"""
            {"experiment_ids":["{{id}}"],"order_by":["tags.`mlflow.runName`"]}
            """)).GetProperty("runs");

        var (clone, donor) = (runs[0], runs[1]);
        var tags = MlflowWire.Entries(clone.GetProperty("data"), "tags");
        var parent = donor.GetProperty("info").GetProperty("run_id").GetString();
        Assert.That(tags["mlflow.parentRunId"], Is.EqualTo(parent));
        Assert.That(
            MlflowWire.Entries(donor.GetProperty("data"), "tags").Keys, Does.Not.Contain("mlflow.parentRunId"));
        var nested = await Wire.SearchAsync(
            $$"""{"experiment_ids":["{{id}}"],"filter":"tags.`mlflow.parentRunId` = '{{parent}}'"}""");
        Assert.That(nested, Is.EqualTo(new[] { clone.GetProperty("info").GetProperty("run_id").GetString() }));
    }

    [TestCase("0:1", "0:1")]
    [TestCase("0:1 1:0", "1:0")]
    [TestCase("0:1 1:2 2:0 3:1", "1:2 2:0 3:1")]
    [TestCase("0:0", "")]
    [TestCase("5:1 1:2 2:1", "2:1 5:1")]
    public void Parents_OfTrialsThatCopiedFromEachOther_ComeToAnEnd(string donors, string parents)
    {
        var copied = donors.Split(' ').Select(pair => pair.Split(':').Select(int.Parse).ToArray())
            .ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.That(
            string.Join(' ', SweepParents.WithoutLoops(copied).OrderBy(pair => pair.Key)
                .Select(pair => $"{pair.Key}:{pair.Value}")),
            Is.EqualTo(parents));
    }

    [Test]
    public async Task Write_ToASweep_IsRefusedAndSaysWhy()
    {
        var found = (await Wire.GetAsync($"experiments/get-by-name?experiment_name={ServedStore.Experiment}"))
            .GetProperty("experiment");
        var id = found.GetProperty("experiment_id").GetString()!;
        var run = (await Wire.SearchAsync($$"""{"experiment_ids":["{{id}}"]}"""))[0];

        await Wire.RefusedAsync("runs/create", $$"""{"experiment_id":"{{id}}"}""", "is a sweep");
        await Wire.RefusedAsync("experiments/delete", $$"""{"experiment_id":"{{id}}"}""", "is a sweep");
        await Wire.RefusedAsync("runs/set-tag", $$"""{"run_id":"{{run}}","key":"k","value":"v"}""", "is a sweep");
        await Wire.RefusedAsync("runs/delete", $$"""{"run_id":"{{run}}"}""", "is a sweep");
        await Wire.RefusedAsync(
            "experiments/create", $$"""{"name":"{{ServedStore.Experiment}}"}""", "sweep", "RESOURCE_ALREADY_EXISTS");
        await Wire.SendAsync(
            "PUT", $"/api/2.0/mlflow-artifacts/artifacts/{id}/{run}/artifacts/x", new StringContent("x"), 400);
    }

    [Test]
    public async Task Version_MadeFromATrial_KnowsItsOrigin()
    {
        var found = (await Wire.GetAsync($"experiments/get-by-name?experiment_name={ServedStore.Experiment}"))
            .GetProperty("experiment");
        var id = found.GetProperty("experiment_id").GetString();
        var runs = await Wire.SearchAsync($$"""{"experiment_ids":["{{id}}"],"filter":"metrics.acc > 0"}""");
        await Wire.PostAsync("registered-models/create", """{"name":"m"}""");
        await Wire.PostAsync("model-versions/create", $$"""{"name":"m","source":"x","run_id":"{{runs.Single()}}"}""");

        var origin = await Place.Store.Runs.ReadAsync(ledger => ledger.Model("m")!.Versions[1].Origin);
        Assert.That((origin.Experiment, origin.Trial), Is.EqualTo((ServedStore.Experiment, (int?)1)));
        Assert.That(origin.Config, Does.StartWith("{"));
    }
}
