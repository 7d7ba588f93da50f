using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Engine.Results;
using Tune.Hosting.Results;
using Tune.Server.Acting;
using Tune.Server.Answers;
using Tune.Storage.Export;

namespace Tune.Server.Reading;

/// <summary>An experiment as a file. It is made whole before the answer begins, so that an answer is never half of one.
/// </summary>
internal sealed class ExportRoutes(Served served)
{
    private const int AtOnce = 2;
    private const long ReportsMax = 10_000_000;
    private const int PageSize = 5_000;

    private static readonly (string Name, string Ending, string ContentType)[] s_forms =
    [
        ("csv", "csv", "text/csv"), ("json", "jsonl", "application/x-ndjson"),
        ("parquet", "parquet", "application/vnd.apache.parquet"), ("decisions", "decisions.csv", "text/csv"),
        ("configs", "configs.csv", "text/csv"), ("trials", "trials.csv", "text/csv"),
        ("trials_json", "trials.jsonl", "application/x-ndjson"),
        ("trials_parquet", "trials.parquet", "application/vnd.apache.parquet"),
        ("tensorboard", "tensorboard.zip", "application/zip"), ("report", "html", "text/html"),
    ];

    // Of the process: they share its memory and its disk.
    private static readonly SemaphoreSlim s_places = new(AtOnce);

    public static void Map(IEndpointRouteBuilder routes, Served served)
    {
        var exports = new ExportRoutes(served);
        routes.MapGet("/experiments/{experiment}/export", (
            string experiment, string? format, string? where, string? order, bool? descending, string? status,
            CancellationToken cancellation) => exports.AnswerAsync(
                experiment, format, QueryOf(format, where, order, descending, status), cancellation));
    }

    // Which trials, and in which order: of what is not a table of trials that cannot be said.
    private static TrialQuery QueryOf(
        string? format, string? where, string? order, bool? descending, string? status)
    {
        if (format?.StartsWith("trials", StringComparison.Ordinal) != true
            && (where ?? order ?? status ?? (descending is null ? null : "")) is not null)
        {
            throw new BadHttpRequestException(
                "'where', 'order', 'descending' and 'status' are for the formats trials, trials_json and "
                + "trials_parquet.");
        }

        return TrialRoutes.QueryOf(where, order, descending, status) with { Take = PageSize };
    }

    private async Task<IResult> AnswerAsync(
        string experiment, string? format, TrialQuery query, CancellationToken cancellation)
    {
        var form = Array.Find(s_forms, each => each.Name == format);
        if (form.Name is null)
        {
            throw new BadHttpRequestException(
                $"'format' is '{Problem.Quoted(format ?? "")}'; it may be "
                + $"{string.Join(", ", s_forms.Select(each => each.Name))}.");
        }

        var summary = await served.FindAsync(experiment, cancellation);
        if (summary.Reports > ReportsMax)
        {
            throw new BadHttpRequestException(
                $"'{summary.Name}' has {summary.Reports} reports; {ReportsMax} can be had here. Use the command "
                + "'export' beside the store.", StatusCodes.Status413PayloadTooLarge);
        }

        if (!await s_places.WaitAsync(0, cancellation))
        {
            throw new BadHttpRequestException(
                $"{AtOnce} exports are being made; ask again when one is done.", StatusCodes.Status429TooManyRequests);
        }

        try
        {
            return Results.File(
                await MakeAsync(form.Name, summary, query, cancellation), form.ContentType,
                $"{summary.Name}.{form.Ending}");
        }
        finally
        {
            s_places.Release();
        }
    }

    private async Task<Stream> MakeAsync(
        string form, ExperimentSummary summary, TrialQuery query, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("tune-export-").FullName;
        try
        {
            var path = Path.Combine(folder, "export");
            await WriteAsync(form, summary, query, path, cancellation);

            // On Windows a file that is open cannot be deleted: it goes when it is closed.
            return new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16,
                FileOptions.Asynchronous | FileOptions.DeleteOnClose | FileOptions.SequentialScan);
        }
        finally
        {
            Clear(folder);
        }
    }

    private static void Clear(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // The file is still open; it deletes itself, and an empty folder in the temporary ones harms nobody.
        }
    }

    private async Task WriteAsync(
        string form, ExperimentSummary summary, TrialQuery query, string path, CancellationToken cancellation)
    {
        var experiment = summary.Name;
        var export = new ExperimentExport(served.Store, experiment);
        switch (form)
        {
            case "trials" or "trials_json" or "trials_parquet":
                await TrialTable.WriteFileAsync(
                    form switch
                    {
                        "trials" => ExportFormat.Csv,
                        "trials_json" => ExportFormat.Json,
                        _ => ExportFormat.Parquet,
                    },
                    summary, () => TrialsAsync(experiment, query, cancellation), path, cancellation);
                break;
            case "report":
                await (await ResultGrid.LoadAsync(served.Store, experiment, cancellation))
                    .SaveReportAsync(path, cancellation);
                break;
            case "tensorboard":
                await export.WriteTensorBoardAsync($"{path}.logs", cancellation);
                await ZipFile.CreateFromDirectoryAsync($"{path}.logs", path, cancellation);
                break;
            default:
                await export.WriteFileAsync(
                    form switch
                    {
                        "csv" => ExportFormat.Csv,
                        "json" => ExportFormat.Json,
                        "parquet" => ExportFormat.Parquet,
                        "decisions" => ExportFormat.Decisions,
                        _ => ExportFormat.Configurations,
                    },
                    path, cancellation);
                break;
        }
    }

    private async IAsyncEnumerable<TrialSummary> TrialsAsync(
        string experiment, TrialQuery query,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        // Of an experiment that goes on, as many as there were at first: it may be faster than who reads.
        for (var (skip, total) = (0, 1); skip < total; skip += PageSize)
        {
            var page = await served.Store.Tracking.TrialsAsync(experiment, query with { Skip = skip }, cancellation);
            total = skip == 0 ? page.Total : total;
            foreach (var trial in page.Trials)
            {
                yield return trial;
            }
        }
    }
}
