using System.Text.Json;

namespace Tune.Server.Tests.Mlflow;

/// <summary>What runs were given: datasets, stored, shown and searched for.</summary>
internal sealed class DatasetTests : MlflowFixture
{
    [Test]
    public async Task Run_WithInputs_ShowsThemAsTheyWereLogged()
    {
        var run = await Wire.RunAsync();
        var input = Input("mnist", "d1", "train");
        await LogAsync(run, input);
        await LogAsync(run, input);

        var inputs = (await Wire.GetAsync($"runs/get?run_id={run}")).GetProperty("run").GetProperty("inputs");

        Assert.That(
            inputs.GetProperty("dataset_inputs").EnumerateArray().Single().ToString(), Is.EqualTo(input));
    }

    [TestCase("dataset.name = 'mnist'", "ab")]
    [TestCase("datasets.name = 'mnist'", "ab")]
    [TestCase("datasets.digest = 'd2'", "b")]
    [TestCase("dataset.name LIKE 'm%' AND dataset.context = 'test'", "b")]
    [TestCase("dataset.name ILIKE 'CIFAR'", "b")]
    [TestCase("dataset.context IN ('train', 'x')", "a")]
    [TestCase("dataset.name != 'mnist'", "b", Description = "b was given another one as well")]
    [TestCase("dataset.name NOT IN ('mnist', 'cifar')", "")]
    [TestCase("datasets.name IS NULL", "c")]
    public async Task Search_ByDataset_FindsRunsThatWereGivenOne(string filter, string names)
    {
        await SomeAsync();
        var found = await Wire.PostAsync("runs/search", $$"""
            {"experiment_ids":["0"],"filter":"{{filter}}","order_by":["run_name"]}
            """);

        Assert.That(
            string.Concat(!found.TryGetProperty("runs", out var runs) ? [] : runs.EnumerateArray().Select(
                run => run.GetProperty("info").GetProperty("run_name").GetString())),
            Is.EqualTo(names));
    }

    [Test]
    public async Task Search_ByWhatNoDatasetHas_NamesWhatThereIs()
    {
        await Wire.RefusedAsync(
            "runs/search", """{"experiment_ids":["0"],"filter":"dataset.size = '1'"}""", "dataset.digest");
        await Wire.RefusedAsync(
            "experiments/search", """{"filter":"dataset.name = '1'"}""", "none of metrics, params, tags");
    }

    [Test]
    public async Task SearchOfDatasets_OfExperiments_NamesEachOnce()
    {
        await SomeAsync();
        var found = await Wire.PostAsync("experiments/search-datasets", """{"experiment_ids":["0","7","x"]}""");

        Assert.That(
            found.GetProperty("dataset_summaries").EnumerateArray().Select(each => each.ToString()),
            Is.EquivalentTo(new[]
            {
                """{"experiment_id":"0","name":"cifar","digest":"d2","context":"test"}""",
                """{"experiment_id":"0","name":"mnist","digest":"d1","context":"train"}""",
                """{"experiment_id":"0","name":"mnist","digest":"d1"}""",
            }));
        await Wire.RefusedAsync("experiments/search-datasets", "{}", "must specify at least one experiment_id.");
        var many = string.Join(',', Enumerable.Range(0, 21).Select(id => $"\"{id}\""));
        await Wire.RefusedAsync(
            "experiments/search-datasets", $$"""{"experiment_ids":[{{many}}]}""", "cannot specify more than 20");
    }

    [TestCase("{}", "'dataset'")]
    [TestCase("""{"dataset":5}""", "'dataset'")]
    [TestCase("""{"dataset":{"digest":"d"}}""", "name of a dataset")]
    [TestCase("""{"dataset":{"name":"n","digest":""}}""", "digest of a dataset")]
    [TestCase("""{"dataset":{"name":"n","digest":"d","source":5}}""", "must be texts")]
    public async Task Log_OfWhatNoClientCouldReadAgain_IsRefused(string input, string said)
    {
        var run = await Wire.RunAsync();
        await Wire.RefusedAsync("runs/log-inputs", $$"""{"run_id":"{{run}}","datasets":[{{input}}]}""", said);
    }

    private async Task SomeAsync()
    {
        var a = await Wire.RunAsync("0", ""","run_name":"a" """);
        await LogAsync(a, Input("mnist", "d1", "train"));
        var b = await Wire.RunAsync("0", ""","run_name":"b" """);
        await LogAsync(b, Input("mnist", "d1", null), Input("cifar", "d2", "test"));
        await Wire.RunAsync("0", ""","run_name":"c" """);
    }

    private static string Input(string name, string digest, string? context) =>
        $$"""{"dataset":{"name":"{{name}}","digest":"{{digest}}","source_type":"x","source":"y"},"tags":[{{(
            context is null ? "" : $$"""{"key":"mlflow.data.context","value":"{{context}}"}""")}}]}""";

    private Task<JsonElement> LogAsync(string run, params string[] inputs) => Wire.PostAsync(
        "runs/log-inputs", $$"""{"run_id":"{{run}}","datasets":[{{string.Join(',', inputs)}}]}""");
}
