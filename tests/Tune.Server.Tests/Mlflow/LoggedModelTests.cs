using System.Text;
using System.Text.Json;

namespace Tune.Server.Tests.Mlflow;

/// <summary>What a client of MLflow 3 sends when it logs a model, by hand or by autologging, and finds it again.
/// </summary>
internal sealed class LoggedModelTests : MlflowFixture
{
    private const string Files = "/api/2.0/mlflow-artifacts/artifacts";

    [Test]
    public async Task Model_LoggedInARun_IsFoundWithItsFilesFromTheRun()
    {
        var run = await Wire.RunAsync();
        var made = (await Wire.PostAsync("logged-models", $$"""
            {"experiment_id":"0","name":"net","source_run_id":"{{run}}","model_type":"classifier",
             "params":[{"key":"lr","value":"0.1"}],"tags":[{"key":"team","value":"a"}]}
            """)).GetProperty("model");
        var info = made.GetProperty("info");
        var id = info.GetProperty("model_id").GetString()!;
        Assert.That(id, Does.Match("^m-[0-9a-f]{32}$"));
        Assert.That(info.GetProperty("status").GetString(), Is.EqualTo("LOGGED_MODEL_PENDING"));
        Assert.That(
            info.GetProperty("artifact_uri").GetString(), Is.EqualTo($"mlflow-artifacts:/0/models/{id}/artifacts"));
        await Wire.PostAsync("runs/outputs", $$"""{"run_id":"{{run}}","models":[{"model_id":"{{id}}","step":3}]}""");
        await Wire.SendAsync(
            "PUT", $"{Files}/0/models/{id}/artifacts/MLmodel", new StringContent($"model_id: {id}"));
        await Wire.SendAsync("PUT", $"{Files}/0/models/{id}/artifacts/data/model.bin", new StringContent("x"));
        await Wire.PostAsync($"logged-models/{id}/params", """{"params":[{"key":"depth","value":"3"}]}""");
        var done = (await Wire.PostAsync(
            $"logged-models/{id}", """{"status":"LOGGED_MODEL_READY"}""", verb: "PATCH")).GetProperty("model");
        Assert.That(
            done.GetProperty("info").GetProperty("status").GetString(), Is.EqualTo("LOGGED_MODEL_READY"));

        var found = await Wire.PostAsync(
            "logged-models/search", $$"""{"experiment_ids":["0"],"filter":"source_run_id = '{{run}}'"}""");
        var model = found.GetProperty("models").EnumerateArray().Single();
        Assert.That(MlflowWire.Entries(model.GetProperty("data"), "params"), Is.EqualTo(
            new Dictionary<string, string> { ["depth"] = "3", ["lr"] = "0.1" }));
        Assert.That(
            model.ToString(),
            Is.EqualTo((await Wire.GetAsync($"logged-models/{id}")).GetProperty("model").ToString()));
        var files = await Wire.GetAsync($"logged-models/{id}/artifacts/directories");
        Assert.That(Paths(files), Is.EqualTo(new[] { "MLmodel", "data" }));
        Assert.That(
            Paths(await Wire.GetAsync($"logged-models/{id}/artifacts/directories?artifact_directory_path=data")),
            Is.EqualTo(new[] { "data/model.bin" }));
        Assert.That(
            Paths(await Wire.SendAsync("GET", $"{Files}?path=0/models/{id}/artifacts", null)),
            Is.EqualTo(new[] { "MLmodel", "data" }));
        var text = await Place.Client.GetStringAsync(new Uri(
            $"/ajax-api/2.0/mlflow/logged-models/{id}/artifacts/files?artifact_file_path=MLmodel", UriKind.Relative));
        Assert.That(text, Is.EqualTo($"model_id: {id}"));
        var seen = (await Wire.GetAsync($"runs/get?run_id={run}")).GetProperty("run").GetProperty("outputs");
        Assert.That(seen.GetProperty("model_outputs")[0].GetProperty("model_id").GetString(), Is.EqualTo(id));
    }

    [Test]
    public async Task Tags_OfAModel_AreSetAndTakenAway()
    {
        var id = await ModelAsync("a");
        await Wire.PostAsync(
            $"logged-models/{id}/tags", """{"tags":[{"key":"t1","value":"v1"},{"key":"t2","value":"v2"}]}""",
            verb: "PATCH");
        await Wire.PostAsync(
            $"logged-models/{id}/tags", """{"tags":[{"key":"t1","value":"v3"}]}""", verb: "PATCH");
        await Wire.SendAsync("DELETE", $"{MlflowWire.Root}logged-models/{id}/tags/t2", null);

        var missing = await Wire.SendAsync("DELETE", $"{MlflowWire.Root}logged-models/{id}/tags/t2", null, 404);

        Assert.That(missing.GetProperty("message").GetString(), Does.StartWith("No tag with key"));
        var info = (await Wire.GetAsync($"logged-models/{id}")).GetProperty("model").GetProperty("info");
        Assert.That(MlflowWire.Entries(info, "tags"), Is.EqualTo(new Dictionary<string, string> { ["t1"] = "v3" }));
    }

    [Test]
    public async Task Model_ThatIsDeleted_IsNotFound()
    {
        var id = await ModelAsync("a");
        await Wire.PostAsync($"logged-models/{id}", $$"""{"model_id":"{{id}}"}""", verb: "DELETE");

        var missing = await Wire.GetAsync($"logged-models/{id}", 404);

        Assert.That(missing.GetProperty("message").GetString(), Does.EndWith("not found."));
        Assert.That((await SearchAsync("""{"experiment_ids":["0"]}""")).Names, Is.Empty);
    }

    [Test]
    public async Task Search_WithPagesFiltersAndOrders_FindsModels()
    {
        Assert.That((await SearchAsync("{}")).Names, Is.Empty);
        foreach (var name in new[] { "b", "c", "a" })
        {
            await ModelAsync(name);
        }

        const string byName = """
            "experiment_ids":["0"],"order_by":[{"field_name":"name","ascending":false}]
            """;
        var first = await SearchAsync($$"""{ {{byName}},"max_results":2 }""");
        var second = await SearchAsync($$"""{ {{byName}},"max_results":2,"page_token":"{{first.Next}}" }""");
        Assert.That(first.Names.Concat(second.Names), Is.EqualTo(new[] { "c", "b", "a" }));
        Assert.That(second.Next, Is.Null);
        Assert.That(
            (await SearchAsync("""{"experiment_ids":["0"],"filter":"name IN ('a','b') AND params.n = '1'"}""")).Names,
            Is.EquivalentTo(new[] { "a", "b" }));
    }

    [TestCase("POST", "logged-models", """{"experiment_id":"77"}""", 404)]
    [TestCase("POST", "logged-models", """{"experiment_id":"0","name":5}""", 400)]
    [TestCase("POST", "logged-models", """{"experiment_id":"0","tags":[{"key":"../x","value":"v"}]}""", 400)]
    [TestCase("POST", "logged-models/search", """{"experiment_ids":["0"],"order_by":["x"]}""", 400)]
    [TestCase("POST", "logged-models/search", """{"experiment_ids":["0"],"order_by":[{"field_name":"\ud800"}]}""", 400)]
    [TestCase("POST", "logged-models/search", """{"experiment_ids":["0"],"filter":"nothing = 1"}""", 400)]
    [TestCase("PATCH", "logged-models/m-none", """{"status":"LOGGED_MODEL_READY"}""", 404)]
    [TestCase("PATCH", "logged-models/..%2F..%2Fx", """{"status":"LOGGED_MODEL_READY"}""", 404)]
    [TestCase("PATCH", "logged-models/MODEL", """{"status":"DONE"}""", 400)]
    [TestCase("POST", "logged-models/MODEL/params", """{"params":"x"}""", 400)]
    [TestCase("GET", "logged-models/MODEL/artifacts/directories?artifact_directory_path=../..", null, 400)]
    [TestCase("GET", "logged-models/MODEL/artifacts/files?artifact_file_path=../logged-model.json", null, 400)]
    [TestCase("GET", "logged-models/MODEL/artifacts/files?artifact_file_path=none", null, 404)]
    public async Task Call_ThatMakesNoSense_IsRefused(string verb, string call, string? json, int status)
    {
        var id = await ModelAsync("a");
        using var body = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");

        var answer = await Wire.SendAsync(
            verb, MlflowWire.Root + call.Replace("MODEL", id, StringComparison.Ordinal), body, status);

        Assert.That(answer.GetProperty("message").GetString(), Is.Not.Empty);
    }

    [Test]
    public async Task Search_WithAStrangeFileInTheWay_PassesItOver()
    {
        await ModelAsync("a");
        await Wire.SendAsync(
            "PUT", $"{Files}/0/models/m-strange/logged-model.json", new StringContent("""{"info":5}"""));

        Assert.That((await SearchAsync("""{"experiment_ids":["0"]}""")).Names, Is.EqualTo(new[] { "a" }));
        await Wire.GetAsync("logged-models/m-strange", 404);
    }

    private static IEnumerable<string?> Paths(JsonElement answer) =>
        answer.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString());

    private async Task<string> ModelAsync(string name) => (await Wire.PostAsync("logged-models", $$"""
        {"experiment_id":"0","name":"{{name}}","params":[{"key":"n","value":"1"}]}
        """)).GetProperty("model").GetProperty("info").GetProperty("model_id").GetString()!;

    private async Task<(List<string?> Names, string? Next)> SearchAsync(string json)
    {
        var answer = await Wire.PostAsync("logged-models/search", json);
        return (
            !answer.TryGetProperty("models", out var models) ? [] : models.EnumerateArray().Select(
                model => model.GetProperty("info").GetProperty("name").GetString()).ToList(),
            answer.TryGetProperty("next_page_token", out var next) ? next.GetString() : null);
    }
}
