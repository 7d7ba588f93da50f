using System.Text;
using System.Text.Json;

namespace Tune.Server.Tests.Mlflow;

/// <summary>Calls that only the pages of MLflow's own viewer make, and what is not served at all.</summary>
internal sealed class PageTests : MlflowFixture
{
    private const string Root = "/ajax-api/2.0/mlflow/";

    [Test]
    public async Task PromptRun_IsFinishedAndHasItsTable()
    {
        var experiment = await Wire.ExperimentAsync("prompts");
        var run = (await SendAsync("POST", "runs/create-promptlab-run", $$"""
            {"experiment_id":"{{experiment}}","run_name":"first","user_id":"ann","start_time":456,
             "prompt_template":"Tell of {x}.","prompt_parameters":[{"key":"x","value":"tides"}],
             "model_route":"route","model_parameters":[{"key":"temperature","value":0.1}],
             "model_input":"Tell of tides.","model_output":"Twice a day.",
             "model_output_parameters":[{"key":"latency","value":"100"}],"mlflow_version":"3.6.0"}
            """)).GetProperty("run");

        var info = run.GetProperty("info");
        Assert.That(info.GetProperty("status").GetString(), Is.EqualTo("FINISHED"));
        Assert.That(info.GetProperty("run_name").GetString(), Is.EqualTo("first"));
        Assert.That(info.GetProperty("start_time").GetInt64(), Is.EqualTo(456));
        Assert.That(MlflowWire.Entries(run.GetProperty("data"), "params"), Is.EqualTo(new Dictionary<string, string>
        {
            ["model_route"] = "route", ["prompt_template"] = "Tell of {x}.", ["temperature"] = "0.1",
        }));
        var tags = MlflowWire.Entries(run.GetProperty("data"), "tags");
        Assert.That(tags["mlflow.runSourceType"], Is.EqualTo("PROMPT_ENGINEERING"));
        Assert.That(
            await Place.Client.GetStringAsync(new Uri(
                $"/get-artifact?run_id={info.GetProperty("run_id").GetString()}&path=eval_results_table.json",
                UriKind.Relative)),
            Is.EqualTo("""
                {"columns":["x","prompt","output","latency"],"data":[["tides","Tell of tides.","Twice a day.","100"]]}
                """));
    }

    [TestCase("{}", "experiment_id")]
    [TestCase("""{"experiment_id":"0"}""", "prompt_template")]
    [TestCase("""{"experiment_id":"0","prompt_template":"t"}""", "prompt_parameters")]
    [TestCase("""{"experiment_id":"0","prompt_template":"t","prompt_parameters":[{"key":"a","value":"b"}]}""",
        "model_route")]
    public async Task PromptRun_ThatLacksSomething_IsRefused(string json, string field)
    {
        var refused = await SendAsync("POST", "runs/create-promptlab-run", json, 400);
        Assert.That(
            refused.GetProperty("message").GetString(),
            Is.EqualTo($"CreatePromptlabRun request must specify {field}."));
    }

    [Test]
    public async Task Gateway_HasNoEndpoints()
    {
        Assert.That(
            (await SendAsync("GET", "gateway-proxy?gateway_path=api/2.0/endpoints/", null)).ToString(),
            Is.EqualTo("""{"endpoints":[]}"""));
        foreach (var (verb, call, json, said) in new[]
        {
            ("POST", "gateway-proxy", "{}", "Deployments proxy request must specify a gateway_path."),
            ("POST", "gateway-proxy", """{"gateway_path":"gateway/chat/invocations"}""",
                "Invalid gateway_path: gateway/chat/invocations for method: POST"),
            ("GET", "gateway-proxy?gateway_path=hello/world", null,
                "Invalid gateway_path: hello/world for method: GET"),
        })
        {
            var refused = await SendAsync(verb, call, json, 400);
            Assert.That(refused.GetProperty("message").GetString(), Is.EqualTo(said));
        }
    }

    [TestCase("POST", "/graphql")]
    [TestCase("GET", "/api/3.0/mlflow/server-info")]
    [TestCase("POST", "/api/3.0/mlflow/traces")]
    [TestCase("POST", "/ajax-api/3.0/mlflow/traces/search")]
    [TestCase("GET", "/api/2.0/mlflow/webhooks")]
    [TestCase("POST", "/api/2.0/mlflow/traces")]
    [TestCase("POST", "/api/3.0/mlflow/scorers/register")]
    [TestCase("POST", "/api/3.0/mlflow/datasets/create")]
    public async Task Call_ForWhatIsNotServed_IsAnEndpointNotFound(string verb, string path)
    {
        using var body = verb == "GET" ? null : new StringContent("{}", Encoding.UTF8, "application/json");

        var missing = await Wire.SendAsync(verb, path, body, 404);

        Assert.That(missing.GetProperty("error_code").GetString(), Is.EqualTo("ENDPOINT_NOT_FOUND"));
    }

    private Task<JsonElement> SendAsync(string verb, string call, string? json, int status = 200) => Wire.SendAsync(
        verb, Root + call, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"), status);
}
