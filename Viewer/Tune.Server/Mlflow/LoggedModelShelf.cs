using System.Buffers;
using System.Text.Json;
using Tune.Engine.Runs;
using Tune.Server.Answers;

namespace Tune.Server.Mlflow;

/// <summary>
/// Logged models, each kept as a file beside its own: <c>EXPERIMENT/models/ID/logged-model.json</c>, where MLflow puts
/// the files of a model into <c>EXPERIMENT/models/ID/artifacts</c>. Changes are made one after the other.
/// </summary>
internal sealed class LoggedModelShelf(MlflowDesk desk, SemaphoreSlim gate)
{
    private const string File = "logged-model.json";
    private const int BytesMax = 1 << 20;
    private const int ModelsMax = 10_000;
    private const int IdMax = 64;

    /// <summary>Where it and its files are.</summary>
    public static string FolderOf(LoggedModel model) => $"{model.Experiment}/models/{model.Id}";

    public async Task<LoggedModel> AddAsync(LoggedModel model, CancellationToken cancellation)
    {
        await PutAsync(model, cancellation);
        return model;
    }

    /// <summary>A model.</summary>
    /// <exception cref="RunException">There is none of that id.</exception>
    public async Task<LoggedModel> FindAsync(string id, CancellationToken cancellation)
    {
        if (IsId(id))
        {
            var file = await desk.Book.ReadAsync(
                ledger => ledger.Collections().Select(each => ledger.Artifact($"{each.Id}/models/{id}/{File}"))
                    .FirstOrDefault(found => found is { IsFolder: false }),
                cancellation);
            if (file is not null && await ReadAsync(file, cancellation) is { } model)
            {
                return model;
            }
        }

        throw new RunException(RunFault.Missing, $"Logged model with ID '{Problem.Quoted(id)}' not found.");
    }

    /// <summary>Where the files of a model are, also of one that was forgotten; null if there are none.</summary>
    public async Task<string?> PlaceAsync(string id, CancellationToken cancellation)
    {
        try
        {
            return (await FindAsync(id, cancellation)).Location;
        }
        catch (RunException missing) when (missing.Fault == RunFault.Missing)
        {
            return !IsId(id) ? null : await desk.Book.ReadAsync(
                ledger => ledger.Collections()
                    .Where(each => ledger.Artifact($"{each.Id}/models/{id}/artifacts") is { IsFolder: true })
                    .Select(each => $"{MlflowExperiment.Of(each).Location}/models/{id}/artifacts").FirstOrDefault(),
                cancellation);
        }
    }

    /// <summary>The models of a collection, at most 10,000.</summary>
    public async Task<List<LoggedModel>> AllAsync(string experiment, CancellationToken cancellation)
    {
        var files = await desk.Book.ReadAsync(
            ledger => ledger.ArtifactsIn($"{experiment}/models").Where(each => each.IsFolder)
                .Select(each => ledger.Artifact($"{each.Path}/{File}")).OfType<RunArtifact>()
                .Take(ModelsMax).ToList(),
            cancellation);
        var models = new List<LoggedModel>();
        foreach (var file in files)
        {
            if (await ReadAsync(file, cancellation) is { } model)
            {
                models.Add(model);
            }
        }

        return models;
    }

    /// <summary>Changes a model.</summary>
    public async Task<LoggedModel> ChangeAsync(
        string id, Func<LoggedModel, LoggedModel> change, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            var changed = change(await FindAsync(id, cancellation)) with { Changed = desk.Now };
            await PutAsync(changed, cancellation);
            return changed;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Logs values of metrics to a run and, where they name models, to these; to none if one of the models
    /// is not there or takes no more.</summary>
    /// <param name="metrics">What is said of models.</param>
    /// <param name="log">Logs to the run.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task MeasureAsync(
        IReadOnlyList<ModelMetric> metrics, Func<Task> log, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            var changed = new List<(LoggedModel Model, ReadOnlyMemory<byte> Bytes)>();
            foreach (var of in metrics.GroupBy(metric => metric.Model, StringComparer.Ordinal))
            {
                var model = (await FindAsync(of.Key, cancellation)).Measured(of) with { Changed = desk.Now };
                changed.Add((model, Bytes(model)));
            }

            await log();
            foreach (var (model, bytes) in changed)
            {
                await PutAsync(model, bytes, cancellation);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Forgets a model. Its files stay: a version of a registered model may lead to them.</summary>
    public async Task RemoveAsync(string id, CancellationToken cancellation)
    {
        var model = await FindAsync(id, cancellation);
        await desk.Book.RemoveAsync($"{FolderOf(model)}/{File}", cancellation);
    }

    private Task PutAsync(LoggedModel model, CancellationToken cancellation) =>
        PutAsync(model, Bytes(model), cancellation);

    private async Task PutAsync(LoggedModel model, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        await desk.Book.PutAsync($"{FolderOf(model)}/{File}", Once(bytes), BytesMax, desk.Now, cancellation);

    private static ReadOnlyMemory<byte> Bytes(LoggedModel model)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, MlflowJson.Options))
        {
            json.WriteStartObject();
            model.Write(json);
            json.WriteEndObject();
        }

        return bytes.WrittenCount <= BytesMax ? bytes.WrittenMemory : throw new RunException(
            RunFault.Invalid, $"What is said of a logged model may have {BytesMax:N0} bytes.");
    }

    private static bool IsId(string id) =>
        id.Length is > 0 and <= IdMax && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    // Null for what somebody else has put there: whoever may log may store a file of any name.
    private async Task<LoggedModel?> ReadAsync(RunArtifact file, CancellationToken cancellation)
    {
        if (file.Length > BytesMax)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        await foreach (var part in desk.Book.OpenAsync(file, cancellation))
        {
            bytes.Write(part.Span);
        }

        try
        {
            using var kept = JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
            return LoggedModel.Read(kept.RootElement);
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Once(ReadOnlyMemory<byte> bytes)
    {
        await Task.CompletedTask;
        yield return bytes;
    }
}
