using System.Text;
using System.Text.Json;

namespace Tune.Server.Tests.Mlflow;

/// <summary>Speaks as MLflow's client does: queries, JSON bodies, and nothing but the status and the JSON looked at.
/// </summary>
internal sealed class MlflowWire(HttpClient http)
{
    public const string Root = "/api/2.0/mlflow/";

    public async Task<JsonElement> PostAsync(string call, string json, int status = 200, string verb = "POST") =>
        await SendAsync(verb, Root + call, new StringContent(json, Encoding.UTF8, "application/json"), status);

    public async Task<JsonElement> GetAsync(string call, int status = 200) =>
        await SendAsync("GET", Root + call, null, status);

    public async Task<JsonElement> SendAsync(string verb, string path, HttpContent? content, int status = 200)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(path, UriKind.Relative))
        {
            Content = content,
        };
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(status), $"{verb} {path}: {text}");
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>Sends what is refused, and checks the code and that the message has some words.</summary>
    public async Task RefusedAsync(string call, string json, string words, string code = "INVALID_PARAMETER_VALUE")
    {
        var status = code is "RESOURCE_DOES_NOT_EXIST" or "ENDPOINT_NOT_FOUND" ? 404 : 400;
        var answer = await PostAsync(call, json, status);
        Assert.That(answer.GetProperty("error_code").GetString(), Is.EqualTo(code), call);
        Assert.That(answer.GetProperty("message").GetString(), Does.Contain(words), call);
    }

    public async Task<string> ExperimentAsync(string name) =>
        (await PostAsync("experiments/create", $$"""{"name":"{{name}}"}""")).GetProperty("experiment_id").GetString()!;

    public async Task<string> RunAsync(string experiment = "0", string more = "") => (await PostAsync(
            "runs/create", $$"""{"experiment_id":"{{experiment}}"{{more}}}"""))
        .GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;

    public async Task<string[]> SearchAsync(string json) =>
        Ids(await PostAsync("runs/search", json));

    public static string[] Ids(JsonElement answer) => !answer.TryGetProperty("runs", out var runs) ? [] :
        [.. runs.EnumerateArray().Select(run => run.GetProperty("info").GetProperty("run_id").GetString()!)];

    /// <summary>A list of keys and values as a dictionary.</summary>
    public static Dictionary<string, string> Entries(JsonElement of, string name) =>
        !of.TryGetProperty(name, out var list) ? [] : list.EnumerateArray().ToDictionary(
            one => one.GetProperty("key").GetString()!, one => one.GetProperty("value").ToString());
}
