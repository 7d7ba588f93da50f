using System.Text.Json;

namespace Tune.Server.Tests.Mlflow;

/// <summary>Metrics that a run logs for a logged model: shown by the model, searched for and sorted by.</summary>
internal sealed class ModelMetricTests : MlflowFixture
{
    [Test]
    public async Task Metric_LoggedForAModel_StandsAtItsLastValueOnEachDataset()
    {
        var (run, model) = (await Wire.RunAsync(), await ModelAsync("a"));
        await Wire.PostAsync("runs/log-metric", $$"""
            {"run_id":"{{run}}","run_uuid":"{{run}}","key":"acc","value":0.5,"timestamp":123456789,"step":1,
             "model_id":"{{model}}","dataset_name":"test","dataset_digest":"d1"}
            """);
        await BatchAsync(run, Of(model, 3, "0.7", "test"), Of(model, 2, "0.6", "test"), Of(model, 2, "\"NaN\"", null));
        await BatchAsync(run, Of(model, 3, "0.7", "test"));

        var metrics = (await Wire.GetAsync($"logged-models/{model}")).GetProperty("model").GetProperty("data")
            .GetProperty("metrics");

        Assert.That(metrics.EnumerateArray().Select(one => one.ToString()), Is.EqualTo(new[]
        {
            $$"""{"key":"acc","value":0.7,"timestamp":9,"step":3,"model_id":"{{model}}","run_id":"{{run}}","""
                + "\"dataset_name\":\"test\",\"dataset_digest\":\"d1\"}",
            $$"""{"key":"acc","value":"NaN","timestamp":9,"step":2,"model_id":"{{model}}","run_id":"{{run}}"}""",
        }));
        var history = await Wire.GetAsync($"metrics/get-history?run_id={run}&metric_key=acc");
        Assert.That(history.GetProperty("metrics").GetArrayLength(), Is.EqualTo(4), "the run has them all");
    }

    [Test]
    public async Task Batch_WithAModelThatIsNotThere_IsLoggedToNobody()
    {
        var (run, model) = (await Wire.RunAsync(), await ModelAsync("a"));

        await Wire.RefusedAsync(
            "runs/log-batch", Batch(run, Of(model, 1, "1", null), Of("m-none", 1, "1", null)), "'m-none' not found",
            "RESOURCE_DOES_NOT_EXIST");
        await Wire.RefusedAsync(
            "runs/log-batch", Batch("gone", Of(model, 1, "1", null)), "gone", "RESOURCE_DOES_NOT_EXIST");

        var data = (await Wire.GetAsync($"runs/get?run_id={run}")).GetProperty("run").GetProperty("data");
        Assert.That(data.TryGetProperty("metrics", out _), Is.False);
        data = (await Wire.GetAsync($"logged-models/{model}")).GetProperty("model").GetProperty("data");
        Assert.That(data.TryGetProperty("metrics", out _), Is.False);
    }

    [TestCase("""{"model_id":5}""")]
    [TestCase("""{"model_id":"MODEL","dataset_name":5}""")]
    public async Task Metric_OfNoText_IsRefused(string more)
    {
        var (run, model) = (await Wire.RunAsync(), await ModelAsync("a"));
        await Wire.RefusedAsync(
            "runs/log-metric",
            $$"""{"run_id":"{{run}}","key":"acc","value":1,"timestamp":1,{{more[1..]}}"""
                .Replace("MODEL", model, StringComparison.Ordinal),
            "Invalid value 5");
    }

    [TestCase("\"filter\":\"metrics.acc > 0.6\"", "bc")]
    [TestCase("\"filter\":\"metrics.acc > 0.6\",\"datasets\":[{\"dataset_name\":\"test\"}]", "b")]
    [TestCase("\"datasets\":[{\"dataset_name\":\"test\",\"dataset_digest\":\"d1\"}]", "ab")]
    [TestCase("\"datasets\":[{\"dataset_name\":\"test\",\"dataset_digest\":\"other\"}]", "")]
    [TestCase("\"filter\":\"metrics.none > 0\"", "")]
    public async Task Search_ByMetric_FindsModels(string search, string names)
    {
        await SomeAsync();
        Assert.That(string.Concat((await SearchAsync(search)).Order()), Is.EqualTo(names));
    }

    [TestCase("""{"field_name":"metrics.acc"}""", "abc")]
    [TestCase("""{"field_name":"metrics.acc","ascending":false}""", "cba")]
    [TestCase("""{"field_name":"metrics.acc","ascending":false,"dataset_name":"test"}""", "bac")]
    [TestCase("""{"field_name":"metrics.acc","dataset_name":"test","dataset_digest":"other"}""", "cba")]
    public async Task Search_InAnOrderOfMetrics_SortsModels(string order, string names)
    {
        await SomeAsync();
        Assert.That(
            string.Concat(await SearchAsync($$"""
                "order_by":[{{order}},{"field_name":"name","ascending":false}]
                """)),
            Is.EqualTo(names));
    }

    // a and b were measured on a dataset, c was not.
    private async Task SomeAsync()
    {
        var run = await Wire.RunAsync();
        var (a, b, c) = (await ModelAsync("a"), await ModelAsync("b"), await ModelAsync("c"));
        await BatchAsync(run, Of(a, 1, "0.5", "test"), Of(b, 1, "0.7", "test"), Of(c, 1, "0.9", null));
    }

    private static string Of(string model, int step, string value, string? dataset) =>
        $$"""{"key":"acc","value":{{value}},"timestamp":"9","step":"{{step}}","model_id":"{{model}}"{{(
            dataset is null ? "" : $$""","dataset_name":"{{dataset}}","dataset_digest":"d1" """)}} }""";

    private static string Batch(string run, params string[] metrics) =>
        $$"""{"run_id":"{{run}}","metrics":[{{string.Join(',', metrics)}}]}""";

    private Task<JsonElement> BatchAsync(string run, params string[] metrics) =>
        Wire.PostAsync("runs/log-batch", Batch(run, metrics));

    private async Task<string> ModelAsync(string name) => (await Wire.PostAsync(
            "logged-models", $$"""{"experiment_id":"0","name":"{{name}}"}"""))
        .GetProperty("model").GetProperty("info").GetProperty("model_id").GetString()!;

    private async Task<IEnumerable<string?>> SearchAsync(string search)
    {
        var found = await Wire.PostAsync("logged-models/search", $$"""{"experiment_ids":["0"],{{search}}}""");
        return !found.TryGetProperty("models", out var models) ? [] : models.EnumerateArray().Select(
            model => model.GetProperty("info").GetProperty("name").GetString());
    }
}
