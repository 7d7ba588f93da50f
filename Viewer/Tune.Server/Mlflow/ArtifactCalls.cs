using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Tune.Engine.Runs;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Mlflow;

/// <summary>Files of runs: what an address says is looked up among the paths that were stored, and is never a path of
/// this machine.</summary>
/// <param name="desk">Where runs are found.</param>
/// <param name="most">How many bytes a file may have.</param>
internal sealed class ArtifactCalls(MlflowDesk desk, long most)
{
    private const int UploadMax = 10 << 20;
    private static readonly FileExtensionContentTypeProvider s_types = new();

    public async Task UploadAsync(HttpContext context)
    {
        var path = PathOf(context);
        var cancellation = context.RequestAborted;
        if (await desk.Sweeps.FindAsync(path.Split('/')[0], cancellation) is { } sweep)
        {
            throw new RunException(RunFault.Invalid, SweepRuns.ReadOnlySentence(sweep.Name));
        }

        if (context.Request.ContentLength > most)
        {
            throw new RunException(RunFault.Invalid, $"The file has more than {most:N0} bytes.");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most;
        }

        await desk.Book.PutAsync(path, BodyAsync(context.Request, cancellation), most, desk.Now, cancellation);
        await EmptyAsync(context);
    }

    /// <summary>What a page of MLflow's own viewer uploads: run and path are in the query.</summary>
    public async Task UploadOfRunAsync(HttpContext context)
    {
        var (request, cancellation) = (context.Request, context.RequestAborted);
        var run = Asked("run_uuid");
        var path = Checked(Asked("path"));
        await using var bytes = new MemoryStream();
        await foreach (var part in BodyAsync(request, cancellation))
        {
            bytes.Write(part.Span);
            if (bytes.Length > UploadMax)
            {
                throw new RunException(RunFault.Invalid, $"Artifact size is too large. Max size is {UploadMax} bytes.");
            }
        }

        if (bytes.Length == 0)
        {
            throw new RunException(RunFault.Invalid, "Request must specify data.");
        }

        var found = await desk.RunAsync(run, cancellation);
        if (await desk.Sweeps.FindAsync(found.Experiment, cancellation) is { } sweep)
        {
            throw new RunException(RunFault.Invalid, SweepRuns.ReadOnlySentence(sweep.Name));
        }

        bytes.Position = 0;
        await desk.Book.PutAsync(
            $"{RootOf(found)}/{path}", PartsAsync(bytes, cancellation), UploadMax, desk.Now, cancellation);
        await EmptyAsync(context);

        string Asked(string name) => request.Query[name].ToString() is { Length: > 0 } said
            ? said : throw new RunException(RunFault.Invalid, $"Request must specify {name}.");
    }

    /// <summary>Uploads in parts are for stores that clients write to themselves; a client that reads this sends the
    /// file as a whole.</summary>
    public static Task<MlflowAnswer> RefusePartsAsync(MlflowRequest ask) => throw new ProblemException(
        StatusCodes.Status501NotImplemented, "multipart",
        "Multipart upload is not supported for the current artifact repository");

    public Task DownloadAsync(HttpContext context) => DownloadFileAsync(context, PathOf(context));

    public async Task DownloadOfRunAsync(HttpContext context)
    {
        var ask = await MlflowRequest.ReadAsync(context);
        var path = Checked(ask.Text("path"));
        await DownloadFileAsync(context, $"{await RootAsync(ask)}/{path}");
    }

    /// <summary>A file below a folder.</summary>
    public Task DownloadAsync(HttpContext context, string root, string path) =>
        DownloadFileAsync(context, $"{root}/{Checked(path)}");

    /// <summary>What lies in a folder, or in one of its folders; the paths are told from the folder.</summary>
    public Task<MlflowAnswer> InFolderAsync(string root, string path, CancellationToken cancellation)
    {
        path = path is "" or "." ? "" : Checked(path);
        return InAsync(path.Length == 0 ? root : $"{root}/{path}", strip: false, cancellation, root);
    }

    public async Task<MlflowAnswer> ListAsync(MlflowRequest ask)
    {
        var path = (ask.TextOrNull("path") ?? "").Trim('/');
        return await InAsync(path is "" or "." ? "" : Checked(path), strip: true, ask.Cancellation);
    }

    public async Task<MlflowAnswer> ListOfRunAsync(MlflowRequest ask)
    {
        var path = ask.TextOrNull("path") ?? "";
        var run = await desk.RunAsync(ask.Run(), ask.Cancellation);
        var inside = await InFolderAsync(RootOf(run), path, ask.Cancellation);
        return json =>
        {
            json.WriteString("root_uri", run.ArtifactUri);
            inside(json);
        };
    }

    public async Task<MlflowAnswer> RemoveAsync(MlflowRequest ask)
    {
        await desk.Book.RemoveAsync(PathOf(ask.Context), ask.Cancellation);
        return MlflowRoutes.Nothing;
    }

    // Paths are told from the folder that was asked about, or from the run's.
    private async Task<MlflowAnswer> InAsync(
        string path, bool strip, CancellationToken cancellation, string root = "")
    {
        var files = await desk.Files.InAsync(path, cancellation)
            ?? await desk.Book.ReadAsync(ledger => ledger.ArtifactsIn(path), cancellation);
        var start = strip ? (path.Length == 0 ? 0 : path.Length + 1) : root.Length + 1;
        return json => MlflowRoutes.List(json, "files", files, (json, file) =>
        {
            json.WriteString("path", file.Path[start..]);
            json.WriteBoolean("is_dir", file.IsFolder);
            if (!file.IsFolder)
            {
                json.WriteNumber("file_size", file.Length);
            }
        });
    }

    private async Task DownloadFileAsync(HttpContext context, string path)
    {
        var cancellation = context.RequestAborted;
        var (file, bytes) = await desk.Files.OpenAsync(path, cancellation) ?? await OfRunAsync(path, cancellation);
        await using var parts = bytes.GetAsyncEnumerator(cancellation);
        var isThere = await parts.MoveNextAsync();
        var name = file.Path[(file.Path.LastIndexOf('/') + 1)..];
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        var response = context.Response;
        response.ContentType = s_types.TryGetContentType(name, out var type) ? type : "application/octet-stream";
        response.ContentLength = file.Length;
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.ETag = $"\"{file.Digest}\"";
        for (; isThere; isThere = await parts.MoveNextAsync())
        {
            await response.Body.WriteAsync(parts.Current, cancellation);
        }
    }

    private async Task<(RunArtifact, IAsyncEnumerable<ReadOnlyMemory<byte>>)> OfRunAsync(
        string path, CancellationToken cancellation) =>
        await desk.Book.ReadAsync(ledger => ledger.Artifact(path), cancellation) is { IsFolder: false } file
            ? (file, desk.Book.OpenAsync(file, cancellation))
            : throw new RunException(RunFault.Missing, $"There is no artifact '{Problem.Quoted(path)}'.");

    private async Task<string> RootAsync(MlflowRequest ask) =>
        RootOf(await desk.RunAsync(ask.Run(), ask.Cancellation));

    private static string RootOf(MlflowRun run) => $"{run.Experiment}/{run.Record.Id}/artifacts";

    private static string PathOf(HttpContext context) => Checked(context.Request.RouteValues["path"] as string ?? "");

    private static string Checked(string path)
    {
        RunNames.CheckPath(path);
        return path;
    }

    private static async Task EmptyAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{}", context.RequestAborted);
    }

    private static IAsyncEnumerable<ReadOnlyMemory<byte>> BodyAsync(
        HttpRequest request, CancellationToken cancellation) => PartsAsync(request.Body, cancellation);

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> PartsAsync(
        Stream body, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const int part = 128 << 10;
        var bytes = ArrayPool<byte>.Shared.Rent(part);
        try
        {
            while (await ReadAsync(body, bytes.AsMemory(0, part), cancellation) is > 0 and var read)
            {
                yield return bytes.AsMemory(0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static async Task<int> ReadAsync(Stream body, Memory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            return await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            throw ActBody.Broken();
        }
    }
}
