using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

#pragma warning disable CA1001 // A request is disposed of by who sends it.

namespace Tune.Server.Tests.Generated;

/// <summary>
/// Requests that belong together: something is made, acted on under the name that the answer gave it, deleted, and
/// acted on again. Between two of them anything else may be asked, and each may be asked twice or left out.
/// </summary>
/// <param name="seed">Where names begin that nobody else gives.</param>
internal sealed class Story(int seed)
{
    private const string Experiment = "/api/v1/experiments/{experiment}";
    private const string Mlflow = "/api/2.0/mlflow";
    private static readonly (string Field, string Also)[] s_names =
    [
        ("experiment", "experiment"), ("experiment_id", "collection"), ("run_id", "run"), ("name", "name"),
        ("version", "version"),
    ];

    private readonly Dictionary<string, string> _said = [];
    private IEnumerator<Step>? _steps;
    private Step? _step;
    private HttpRequestMessage? _last;
    private int _told;

    /// <summary>The next request, and its route as the document has it.</summary>
    public (HttpRequestMessage Request, string Route) Next(Random chance)
    {
        var isAgain = chance.Next(12) == 0;
        while (_step is null || !isAgain)
        {
            if (_steps?.MoveNext() != true)
            {
                _steps = Begin(chance.Next(3));
                _step = null;
                continue;
            }

            _step = _steps.Current;
            isAgain = chance.Next(12) != 0;
        }

        return Of(_step, chance);
    }

    private (HttpRequestMessage Request, string Route) Of(Step step, Random chance)
    {
        _last = new HttpRequestMessage(new HttpMethod(step.Verb), new Uri(Filled(step.Path), UriKind.Relative));
        if (chance.Next(2) == 0)
        {
            _last.Headers.TryAddWithoutValidation("Idempotency-Key", $"story-{_told}-{chance.Next(30)}");
        }

        if (step.Body is { } body)
        {
            _last.Content = body.Length > 0 && body[0] == '{' ? RequestMaker.Content(JsonNode.Parse(Filled(body, true)))
                : new ByteArrayContent(Encoding.ASCII.GetBytes(body));
            _last.Content.Headers.ContentType ??= new MediaTypeHeaderValue("application/octet-stream");
        }

        return (_last, $"{step.Verb} {step.Path.Split('?')[0]}");
    }

    /// <summary>Remembers what an answer to one of these names.</summary>
    public void Heard(HttpRequestMessage request, JsonElement answer)
    {
        if (request == _last)
        {
            Hear(answer);
        }
    }

    private void Hear(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var field in answer.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Object)
            {
                Hear(field.Value);
            }
            else if (field.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                && s_names.Any(name => name.Field == field.Name))
            {
                _said[field.Name] = field.Value.ToString();
            }
        }
    }

    private IEnumerator<Step> Begin(int kind)
    {
        _told++;
        _said.Clear();
        return kind switch { 0 => OfAnExperiment(), 1 => OfARun(), _ => OfAModel() };
    }

    // What has not been said is asked about all the same.
    private string Filled(string text, bool isJson = false)
    {
        foreach (var (field, also) in s_names)
        {
            var said = _said.GetValueOrDefault(field, "nothing");
            text = isJson
                ? text.Replace($"<{field}>", JsonEncodedText.Encode(said).Value, StringComparison.Ordinal)
                : text.Replace($"{{{field}}}", Uri.EscapeDataString(said), StringComparison.Ordinal)
                    .Replace($"{{{also}}}", Uri.EscapeDataString(said), StringComparison.Ordinal);
        }

        return text;
    }

    private static IEnumerator<Step> OfAnExperiment()
    {
        yield return new("POST", "/api/v1/experiments", """{"template":"point","trials":2,"note":"a","title":"b"}""");
        for (var time = 0; time < 2; time++)
        {
            yield return new("PATCH", Experiment, """{"set":{"a":"1"},"note":"<script>alert(1)</script>"}""");
            yield return new("POST", Experiment + "/trials", """{"config":{"x":0.5}}""");
            yield return new("POST", Experiment + "/pause");
            yield return new("POST", Experiment + "/extend", """{"trials":3}""");
            yield return new("GET", Experiment + "/changes?since=0");
            yield return new("POST", "/api/v1/experiments", """{"from":"<experiment>","trials":1,"name":"copy"}""");
            yield return new("POST", Experiment + "/stop");
            yield return new("DELETE", Experiment);
            yield return new("PATCH", Experiment, """{"title":"gone"}""");
            yield return new("GET", Experiment + "/detail");
            yield return new("POST", Experiment + "/restore");
            yield return new("GET", Experiment + "/audit");
            yield return new("DELETE", Experiment);
            yield return new("POST", Experiment + "/purge");
            yield return new("GET", Experiment);
            yield return new("POST", Experiment + "/purge");
        }
    }

    private IEnumerator<Step> OfARun()
    {
        yield return new("POST", Mlflow + "/experiments/create", $$"""{"name":"story {{seed}} {{_told}}"}""");
        yield return new(
            "POST", Mlflow + "/runs/create", """{"experiment_id":"<experiment_id>","start_time":1,"run_name":"a"}""");
        for (var time = 0; time < 2; time++)
        {
            yield return new(
                "POST", Mlflow + "/runs/log-metric",
                """{"run_id":"<run_id>","key":"loss","value":0.5,"timestamp":1,"step":1}""");
            yield return new("POST", Mlflow + "/runs/set-tag", """{"run_id":"<run_id>","key":"a","value":"b"}""");
            yield return new("POST", Mlflow + "/runs/log-parameter", """{"run_id":"<run_id>","key":"p","value":"1"}""");
            yield return new(
                "PUT", "/api/2.0/mlflow-artifacts/artifacts/{experiment_id}/{run_id}/artifacts/a/b.txt", "text");
            yield return new("GET", "/api/v1/runs/{collection}/{run}/file?path=a%2Fb.txt");
            yield return new("GET", "/api/v1/runs/{collection}/{run}/metrics?metric=loss");
            yield return new("POST", Mlflow + "/runs/delete", """{"run_id":"<run_id>"}""");
            yield return new("GET", Mlflow + "/runs/get?run_id={run_id}");
            yield return new("GET", "/api/v1/runs/{collection}/{run}");
            yield return new(
                "DELETE", "/api/2.0/mlflow-artifacts/artifacts/{experiment_id}/{run_id}/artifacts/a/b.txt");
            yield return new("POST", Mlflow + "/experiments/delete", """{"experiment_id":"<experiment_id>"}""");
            yield return new("POST", Mlflow + "/experiments/restore", """{"experiment_id":"<experiment_id>"}""");
            yield return new("POST", Mlflow + "/runs/restore", """{"run_id":"<run_id>"}""");
        }
    }

    private IEnumerator<Step> OfAModel()
    {
        const string models = Mlflow + "/registered-models";
        const string versions = Mlflow + "/model-versions";
        yield return new("POST", models + "/create", $$"""{"name":"story-{{seed}}-{{_told}}"}""");
        for (var time = 0; time < 2; time++)
        {
            yield return new("POST", versions + "/create", """{"name":"<name>","source":"mlflow-artifacts:/a"}""");
            yield return new(
                "POST", models + "/alias", """{"name":"<name>","alias":"champion","version":"<version>"}""");
            yield return new("GET", "/api/v1/models/{name}");
            yield return new(
                "POST", versions + "/transition-stage",
                """{"name":"<name>","version":"<version>","stage":"Production"}""");
            yield return new("DELETE", versions + "/delete", """{"name":"<name>","version":"<version>"}""");
            yield return new("GET", versions + "/get?name={name}&version={version}");
            yield return new("POST", models + "/rename", """{"name":"<name>","new_name":"<name>-b"}""");
            yield return new("DELETE", models + "/delete", """{"name":"<name>"}""");
            yield return new("GET", models + "/get?name={name}");
        }
    }

    private sealed record Step(string Verb, string Path, string? Body = null);
}
