using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tune.Server.Tests.Generated;

/// <summary>Makes requests of what the document says there is, mostly right and now and then nasty.</summary>
internal sealed class RequestMaker
{
    private static readonly string[] s_mlflowFields =
    [
        "experiment_id", "run_id", "run_uuid", "name", "new_name", "key", "value", "timestamp", "step", "filter",
        "max_results", "order_by", "page_token", "view_type", "metrics", "params", "tags", "status", "end_time",
        "run_name", "experiment_ids", "version", "alias", "stage", "source", "path", "description", "metric_key",
        "run_ids", "start_time", "user_id", "datasets", "archive_existing_versions",
    ];

    private readonly List<(string Verb, string Path, JsonElement Operation)> _operations = [];
    private readonly (string Method, string Path)[] _mlflow;
    private readonly JsonElement _schemas;
    private readonly Random _chance;
    private readonly Learnt _learnt;

    public RequestMaker(
        JsonElement document, IEnumerable<(string Method, string Path)> routes, Learnt learnt, int seed)
    {
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            _operations.AddRange(path.Value.EnumerateObject()
                .Select(operation => (operation.Name.ToUpperInvariant(), path.Name, operation.Value)));
        }

        _mlflow = [.. routes.Where(route => route.Path.StartsWith("/api/2.0/", StringComparison.Ordinal))];
        _schemas = document.GetProperty("components").GetProperty("schemas");
        (_learnt, _chance) = (learnt, new Random(seed));
    }

    public HttpRequestMessage Next() => _chance.Next(3) == 0 ? OfMlflow() : OfApi();

    private HttpRequestMessage OfApi()
    {
        var (verb, path, operation) = _operations[_chance.Next(_operations.Count)];
        var query = new StringBuilder();
        var headers = new List<(string Name, string Value)>();
        foreach (var parameter in operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray() : [])
        {
            var (name, place) = (parameter.GetProperty("name").GetString()!, parameter.GetProperty("in").GetString());
            var value = ValueOf(name, parameter.GetProperty("schema"));
            if (place == "path")
            {
                path = path.Replace($"{{{name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
            }
            else if (place == "query" && (_chance.Next(2) == 0 || parameter.TryGetProperty("required", out _)))
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=')
                    .Append(Uri.EscapeDataString(value));
            }
            else if (place == "header" && _chance.Next(2) == 0)
            {
                headers.Add((name, value));
            }
        }

        var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(path + query, UriKind.Relative));
        foreach (var (name, value) in headers)
        {
            // What is no header is not sent by any client.
            request.Headers.TryAddWithoutValidation(name, value.Any(each => each is < ' ' or > '~') ? "key" : value);
        }

        if (operation.TryGetProperty("requestBody", out var body))
        {
            var schema = body.GetProperty("content").GetProperty("application/json").GetProperty("schema");
            request.Content = Content(_chance.Next(4) == 0 ? Nasty.Json(_chance) : JsonOf("", schema));
        }

        return request;
    }

    private HttpRequestMessage OfMlflow()
    {
        var (verb, path) = _mlflow[_chance.Next(_mlflow.Length)];
        var fields = s_mlflowFields.Where(_ => _chance.Next(3) == 0).ToArray();
        if (verb == "GET")
        {
            path += "?" + string.Join('&', fields.Select(field => $"{field}={Uri.EscapeDataString(Known(field))}"));
        }

        var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(path, UriKind.Relative));
        if (verb != "GET")
        {
            request.Content = Content(_chance.Next(6) == 0
                ? Nasty.Json(_chance)
                : new JsonObject(fields.Select(field => KeyValuePair.Create(field, MlflowValue(field)))));
        }

        return request;
    }

    private JsonNode? MlflowValue(string field) => _chance.Next(5) switch
    {
        0 => Nasty.Json(_chance),
        1 when field is "metrics" or "params" or "tags" => new JsonArray(new JsonObject
        {
            ["key"] = Known("key"), ["value"] = Nasty.Json(_chance), ["timestamp"] = Nasty.Number(_chance),
            ["step"] = Nasty.Number(_chance),
        }),
        2 when field is "experiment_ids" or "order_by" or "run_ids" =>
            new JsonArray(JsonValue.Create(Known(field[..^1]))),
        3 => JsonValue.Create(Nasty.Number(_chance)),
        _ => JsonValue.Create(Known(field)),
    };

    private string Known(string field) =>
        (_chance.Next(4) == 0 ? null : _learnt.One(field, _chance)) ?? Nasty.Text(_chance).Replace("\ud800", "?");

    private string ValueOf(string name, JsonElement schema)
    {
        if (_chance.Next(6) != 0 && _learnt.One(name, _chance) is { } known)
        {
            return known;
        }

        var isNumber = schema.TryGetProperty("type", out var type) && type.ToString().Contains("integer");
        return isNumber && _chance.Next(5) != 0
            ? Nasty.Number(_chance).ToString(CultureInfo.InvariantCulture)
            : Nasty.Text(_chance).Replace("\ud800", "?");
    }

    private JsonNode? JsonOf(string name, JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return JsonOf(name, _schemas.GetProperty(reference.GetString()!.Split('/')[^1]));
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            return new JsonObject(properties.EnumerateObject().Where(_ => _chance.Next(3) != 0)
                .Select(field => KeyValuePair.Create(
                    field.Name, _chance.Next(6) == 0 ? Nasty.Json(_chance) : JsonOf(field.Name, field.Value))));
        }

        return name switch
        {
            // More would be an experiment that does not end.
            "trials" => JsonValue.Create(_chance.Next(-1, 30)),
            "time_budget_seconds" => JsonValue.Create(_chance.NextDouble() * 100),
            "config" => new JsonObject { ["x"] = _chance.Next(3) == 0 ? Nasty.Json(_chance) : _chance.NextDouble() },
            "set" => new JsonObject { [$"t{_chance.Next(5)}"] = Known("value") },
            "remove" => new JsonArray(JsonValue.Create($"t{_chance.Next(5)}")),
            _ => JsonValue.Create(Known(name)),
        };
    }

    private static StringContent Content(JsonNode? body) =>
        new(body?.ToJsonString() ?? "null", Encoding.UTF8, "application/json");
}
