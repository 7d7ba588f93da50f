using System.Net.Http.Headers;
using System.Text.Json;

namespace Tune.Client;

public sealed partial class TuneClient
{
    private const string Mlflow = "api/2.0/mlflow/";

    /// <summary>Begins a run of a program without a sweep, in a collection that is made if there is none of that name.
    /// Dispose of the run to end it.</summary>
    /// <param name="collection">The collection, 1 to 500 characters.</param>
    /// <param name="name">What people call the run; null for one that the server makes up.</param>
    /// <param name="options">How it logs; default as <see cref="RunOptions"/> says.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="TuneClientException">It could not be begun.</exception>
    public async Task<TuneRun> StartRunAsync(
        string collection, string? name = null, RunOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(collection);
        options ??= new RunOptions();
        options.Check();
        var id = await CollectionAsync(collection, cancellation);
        var answer = await CallAsync(HttpMethod.Post, Mlflow + "runs/create", json =>
        {
            json.WriteString("experiment_id", id);
            json.WriteString("user_id", Environment.UserName);
            if (name is not null)
            {
                json.WriteString("run_name", name);
            }
        }, cancellation);
        var run = Member(Member(Member(answer, "run"), "info"), "run_id").GetString()!;
        return new TuneRun(this, id, run, options);
    }

    /// <summary>One call of the tracking API with a JSON object.</summary>
    internal Task<JsonElement> CallAsync(
        HttpMethod verb, string path, Action<Utf8JsonWriter> write, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        var body = bytes.ToArray();
        return AskAsync(
            () =>
            {
                var request = new HttpRequestMessage(verb, new Uri(path, UriKind.Relative))
                {
                    Content = new ByteArrayContent(body),
                };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                return request;
            },
            TuneJson.Default.JsonElement, cancellation);
    }

    /// <summary>Stores a file of a run, which may take its time.</summary>
    internal Task<JsonElement> PutAsync(string path, string file, CancellationToken cancellation) => AskOnceAsync(
        () => new HttpRequestMessage(HttpMethod.Put, new Uri("api/2.0/mlflow-artifacts/artifacts/"
            + string.Join('/', path.Split('/').Select(Uri.EscapeDataString)), UriKind.Relative))
        {
            Content = new StreamContent(File.OpenRead(file)),
        },
        static (bytes, status) => Read(bytes, TuneJson.Default.JsonElement, status), cancellation);

    private async Task<string> CollectionAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var made = await CallAsync(
                HttpMethod.Post, Mlflow + "experiments/create", json => json.WriteString("name", name), cancellation);
            return Member(made, "experiment_id").GetString()!;
        }
        catch (TuneClientException taken) when (taken.Kind == "resource_already_exists")
        {
            var found = await AskAsync(
                () => new HttpRequestMessage(HttpMethod.Get, new Uri(
                    Mlflow + "experiments/get-by-name" + Query(("experiment_name", name)), UriKind.Relative)),
                TuneJson.Default.JsonElement, cancellation);
            return Member(Member(found, "experiment"), "experiment_id").GetString()!;
        }
    }

    // The tracking API tells of problems in MLflow's form; its code is the kind, in small letters.
    private static TuneClientException? OfMlflow(byte[] bytes, int status)
    {
        try
        {
            var problem = JsonSerializer.Deserialize(bytes, TuneJson.Default.JsonElement);
            return problem.ValueKind == JsonValueKind.Object
                && problem.TryGetProperty("error_code", out var code) && code.ValueKind == JsonValueKind.String
                && problem.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
                ? new TuneClientException(code.GetString()!.ToLowerInvariant(), status, message.GetString()!)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement Member(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value
            : throw new TuneClientException(TuneClientException.NoAnswer, null, $"The answer has no '{name}'.");
}
