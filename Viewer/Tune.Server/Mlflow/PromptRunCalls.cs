using System.Buffers;
using System.Text.Json;
using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>Runs that keep what a prompt gave, as a page of MLflow's own viewer makes them: begun, filled and ended by
/// one call.</summary>
internal sealed class PromptRunCalls(MlflowDesk desk)
{
    private const string Table = "eval_results_table.json";
    private const int TableMax = 2 << 20;

    public async Task<MlflowAnswer> CreateAsync(MlflowRequest ask)
    {
        var experiment = Asked(ask, "experiment_id");
        var template = Asked(ask, "prompt_template");
        var inputs = Entries(ask, "prompt_parameters");
        var (route, input) = (inputs.Count > 0 ? Asked(ask, "model_route") : throw Missing("prompt_parameters"),
            Asked(ask, "model_input"));
        Asked(ask, "mlflow_version");
        var home = await desk.ExperimentAsync(experiment, ask.Cancellation);
        var collection = await desk.CollectionAsync(experiment, ask.Cancellation);
        var run = RunCalls.New(ask, collection, desk.Now);
        await desk.ChangeAsync(ledger => RunRules.Start(ledger, run), ask.Cancellation);
        await desk.ChangeAsync(
            ledger => RunRules.Log(
                ledger, run.Id, [],
                [.. Entries(ask, "model_parameters"), new("model_route", route), new("prompt_template", template)],
                [
                    new("mlflow.loggedArtifacts", $$"""[{"path": "{{Table}}", "type": "table"}]"""),
                    new("mlflow.runSourceType", "PROMPT_ENGINEERING"),
                ]),
            ask.Cancellation);
        await desk.Book.PutAsync(
            $"{home.Id}/{run.Id}/artifacts/{Table}",
            Once(TableOf([
                .. inputs, new("prompt", input), new("output", ask.TextOrNull("model_output")),
                .. Entries(ask, "model_output_parameters"),
            ])),
            TableMax, desk.Now, ask.Cancellation);
        await desk.ChangeAsync(
            ledger => RunRules.Change(ledger, run.Id, RunStatus.Finished, desk.Now, null), ask.Cancellation);
        return RunCalls.Of(await desk.RunAsync(run.Id, ask.Cancellation));
    }

    // A table of one row.
    private static ReadOnlyMemory<byte> TableOf(IReadOnlyList<RunEntry> cells)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, MlflowJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("columns");
            foreach (var cell in cells)
            {
                json.WriteStringValue(cell.Key);
            }

            json.WriteEndArray();
            json.WriteStartArray("data");
            json.WriteStartArray();
            foreach (var cell in cells)
            {
                json.WriteStringValue(cell.Value);
            }

            json.WriteEndArray();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    // Numbers are sent as numbers or as texts.
    private static IReadOnlyList<RunEntry> Entries(MlflowRequest ask, string name) =>
    [
        .. ask.Objects(name).Select(one => new RunEntry(
            ask.TextOrNull(name, one, "key") ?? throw ask.Invalid(name),
            one.TryGetProperty("value", out var value) && value.ValueKind is JsonValueKind.Number
                ? value.GetRawText() : ask.TextOrNull(name, one, "value") ?? "")),
    ];

    private static string Asked(MlflowRequest ask, string name) =>
        ask.TextOrNull(name) is { Length: > 0 } said ? said : throw Missing(name);

    private static RunException Missing(string name) =>
        new(RunFault.Invalid, $"CreatePromptlabRun request must specify {name}.");

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Once(ReadOnlyMemory<byte> bytes)
    {
        await Task.CompletedTask;
        yield return bytes;
    }
}
