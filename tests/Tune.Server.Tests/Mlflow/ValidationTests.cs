using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Tune.Server.Tests.Mlflow;

/// <summary>What is refused, in which words, and never with a status that makes clients ask again.</summary>
internal sealed class ValidationTests : MlflowFixture
{
    [TestCase("experiments/create", """{"name":123}""", "Invalid value 123 for parameter 'name'")]
    [TestCase("experiments/create", "{}", "Missing value for required parameter 'name'")]
    [TestCase("experiments/create", "", "Missing value for required parameter 'name'")]
    [TestCase("experiments/create", """{"name":"n","artifact_location":9.0}""",
        "Invalid value 9.0 for parameter 'artifact_location'")]
    [TestCase("experiments/create", """{"name":"n","tags":"5"}""", "Invalid value \"5\" for parameter 'tags'")]
    [TestCase("runs/log-metric", """{"run_id":31,"key":"m","value":41,"timestamp":59}""",
        "Invalid value 31 for parameter 'run_id' supplied")]
    [TestCase("runs/log-metric", """{"run_id":"RUN","key":31,"value":41,"timestamp":59}""",
        "Invalid value 31 for parameter 'key' supplied")]
    [TestCase("runs/log-metric", """{"run_id":"RUN","key":"m","value":31,"timestamp":59,"step":"foo"}""",
        "Invalid value \"foo\" for parameter 'step' supplied")]
    [TestCase("runs/log-metric", """{"run_id":"RUN","key":"m","value":31,"timestamp":"foo"}""",
        "Invalid value \"foo\" for parameter 'timestamp' supplied")]
    [TestCase("runs/log-metric", """{"run_id":null,"key":"m","value":31,"timestamp":59}""",
        "Missing value for required parameter 'run_id'")]
    [TestCase("runs/log-metric", """{"run_id":"RUN","value":31,"timestamp":59}""",
        "Missing value for required parameter 'key'")]
    [TestCase("runs/log-metric", """{"run_id":"RUN","key":"m","timestamp":59}""",
        "Missing value for required parameter 'value'")]
    [TestCase("runs/log-metric", """{"run_id":"RUN","key":"../m","value":1,"timestamp":59}""", "Invalid metric name")]
    [TestCase("runs/log-metric", """{"run_id":"RUN","key":"m\ud800","value":1,"timestamp":59}""", "'key'")]
    [TestCase("runs/log-inputs", """{"run_id":"RUN","datasets":[{"dataset":{"name":"\ud800"} }]}""", "'datasets'")]
    [TestCase("runs/log-model", """{"run_id":"RUN","model_json":"["}""", "'model_json'")]
    [TestCase("runs/log-parameter", """{"run_id":"RUN","key":31,"value":"41"}""",
        "Invalid value 31 for parameter 'key' supplied")]
    [TestCase("runs/set-tag", """{"run_id":"RUN","key":"k","value":41}""",
        "Invalid value 41 for parameter 'value' supplied")]
    [TestCase("runs/set-tag", """{"run_id":"RUN","value":"v"}""", "Missing value for required parameter 'key'")]
    [TestCase("runs/log-batch", """{"run_id":"RUN","metrics":"foo"}""",
        "Invalid value \"foo\" for parameter 'metrics' supplied")]
    [TestCase("runs/log-batch", """{"run_id":"RUN","params":"foo"}""",
        "Invalid value \"foo\" for parameter 'params' supplied")]
    [TestCase("runs/log-batch", """{"run_id":"RUN","tags":[{"value":"x"}]}""", "for parameter 'tags' supplied")]
    [TestCase("runs/log-batch", """{"run_id":"RUN","metrics":[{"key": "mae", "value": 2.5}]}""",
        "Missing value for required parameter 'metrics[0].timestamp'")]
    [TestCase("runs/log-batch", """{"run_id":"RUN","metrics":[{"key":"a","value":1,"timestamp":1},{"value":1}]}""",
        "Missing value for required parameter 'metrics[1].key'")]
    [TestCase("runs/log-batch", """{"run_id":"RUN","metrics":[{"key":"mae","value":"x","timestamp":1}]}""",
        "Invalid value [{\"key\":\"mae\",\"value\":\"x\",\"timestamp\":1}] for parameter 'metrics' supplied")]
    [TestCase("runs/log-inputs", """{"run_id":"RUN"}""", "Missing value for required parameter 'datasets'")]
    [TestCase("runs/log-batch", """{"run_id":"RUN","params":[{"key":"a","value":"1"},{"key":"a","value":"2"}]}""",
        "Duplicate parameter keys")]
    [TestCase("runs/update", """{"run_id":"RUN","status":"DONE"}""", "for parameter 'status'")]
    [TestCase("runs/search", """{"experiment_ids":["0"],"max_results":123456789}""",
        "Invalid value 123456789 for parameter 'max_results' supplied")]
    [TestCase("runs/search", """{"experiment_ids":["0"],"page_token":"%%"}""", "page_token")]
    [TestCase("runs/search", """{"experiment_ids":["0"],"order_by":["metric"]}""", "order_by")]
    [TestCase("runs/search", """{"experiment_ids":["0"],"filter":"metrics.m >"}""", "filter ends")]
    [TestCase("experiments/search", """{"max_results":0}""", "'max_results'")]
    public async Task Call_WithABadField_NamesIt(string call, string json, string words)
    {
        var run = await Wire.RunAsync();
        await Wire.RefusedAsync(call, json.Replace("RUN", run, StringComparison.Ordinal), words);
    }

    [TestCase("runs/log-metric", """{"run_id":"none","key":"m","value":1,"timestamp":1}""",
        "Run with id=none not found")]
    [TestCase("runs/delete-tag", """{"run_id":"RUN","key":"fakeTag"}""", "No tag with name: fakeTag")]
    [TestCase("experiments/delete", """{"experiment_id":"77"}""", "No experiment with ID 77")]
    [TestCase("experiments/delete", """{"experiment_id":"x"}""", "No experiment with ID x")]
    public async Task Call_ForWhatIsNotThere_SaysSo(string call, string json, string words)
    {
        var run = await Wire.RunAsync();
        await Wire.RefusedAsync(
            call, json.Replace("RUN", run, StringComparison.Ordinal), words, "RESOURCE_DOES_NOT_EXIST");
    }

    [TestCase("get-history-bulk", "run_id", "more than 100 run_ids")]
    [TestCase("get-history-bulk-interval", "run_ids", "at most 100 run_ids")]
    public async Task Query_WithTheIdsOfTooManyRuns_IsReadAndRefused(string call, string field, string words)
    {
        var ids = string.Join('&', Enumerable.Range(0, 1000).Select(at => $"{field}=an-id-that-is-long-{at}"));

        var refused = await Wire.SendAsync(
            "GET", $"/ajax-api/2.0/mlflow/metrics/{call}?metric_key=m&{ids}", null, 400);

        Assert.That(refused.GetProperty("error_code").GetString(), Is.EqualTo("INVALID_PARAMETER_VALUE"));
        Assert.That(refused.GetProperty("message").GetString(), Does.Contain(words));
    }

    [TestCase("[]")]
    [TestCase("{")]
    [TestCase("\"x\"")]
    [TestCase("\u0001")]
    public async Task Body_ThatIsNoObject_IsABadRequest(string body) =>
        await Wire.RefusedAsync("runs/create", body, "body", "BAD_REQUEST");

    [Test]
    public async Task Body_NestedDeep_IsABadRequest() => await Wire.RefusedAsync(
        "runs/create", new string('[', 10_000) + new string(']', 10_000), "body", "BAD_REQUEST");

    [Test]
    public async Task Body_OfTenMegabytes_IsRefused()
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(MlflowWire.Root + "experiments/create", UriKind.Relative))
        {
            Content = new StringContent($$"""{"name":"{{new string('x', 10 << 20)}}"}"""),
        };
        request.Headers.ExpectContinue = true;
        using var answer = await Place.Client.SendAsync(request);

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
    }

    [TestCase("metrics", 1001, 1, 0)]
    [TestCase("params", 0, 101, 0)]
    [TestCase("tags", 0, 0, 101)]
    [TestCase("metrics, params and tags together", 950, 30, 30)]
    public async Task Batch_OverALimit_IsRefusedAsAWhole(string words, int metrics, int parameters, int tags)
    {
        var run = await Wire.RunAsync();
        await Wire.RefusedAsync("runs/log-batch", JsonSerializer.Serialize(new
        {
            run_id = run,
            metrics = Enumerable.Range(0, metrics).Select(at => new { key = $"m{at}", value = 1, timestamp = 1 }),
            @params = Enumerable.Range(0, parameters).Select(at => new { key = $"p{at}", value = "1" }),
            tags = Enumerable.Range(0, tags).Select(at => new { key = $"t{at}", value = "1" }),
        }), words);
        var data = (await Wire.GetAsync($"runs/get?run_id={run}")).GetProperty("run").GetProperty("data");
        Assert.That(data.TryGetProperty("metrics", out _), Is.False);
    }

    [TestCase("runs/log-parameter", "value", 6000)]
    [TestCase("runs/set-tag", "value", 8000)]
    [TestCase("runs/set-tag", "key", 250)]
    public async Task Text_OverItsLimit_IsRefused(string call, string field, int most)
    {
        var run = await Wire.RunAsync();
        await Wire.PostAsync(call, Json(new string('x', most)));
        await Wire.RefusedAsync(call, Json(new string('x', most + 1)), $"{most}");

        string Json(string text) => JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["run_id"] = run, ["key"] = field == "key" ? text : field, ["value"] = field == "value" ? text : "x",
        });
    }

    [Test]
    public async Task Token_AsAPassword_IsTaken()
    {
        using var client = new HttpClient { BaseAddress = Place.Server.Address };
        var bad = new MlflowWire(client);
        client.DefaultRequestHeaders.Authorization = Basic("me:wrong");
        var refused = await bad.GetAsync("experiments/get?experiment_id=0", 401);
        client.DefaultRequestHeaders.Authorization = Basic($"me:{Place.Server.Token}");
        await bad.GetAsync("experiments/get?experiment_id=0");

        Assert.That(refused.GetProperty("error_code").GetString(), Is.EqualTo("UNAUTHENTICATED"));

        static AuthenticationHeaderValue Basic(string text) =>
            new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
    }

    [Test]
    public async Task Write_ToAServerForReading_IsForbiddenInMlflowsWords()
    {
        await using var served = await ServedStore.StartAsync(new TuneServerOptions { ReadOnly = true });
        var wire = new MlflowWire(served.Client);

        var answer = await wire.PostAsync("runs/create", """{"experiment_id":"0"}""", 403);

        Assert.That(answer.GetProperty("error_code").GetString(), Is.EqualTo("PERMISSION_DENIED"));
        await wire.PostAsync("runs/search", """{"experiment_ids":["0"]}""");
    }
}
