using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Engine.Checkpoints;
using Tune.Files;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Reading;

/// <summary>What a trial leaves behind as files: what its attempts printed, and its checkpoints.</summary>
internal static class FileRoutes
{
    private const int LogMax = 256 * 1024;
    private const string Trial = "/experiments/{experiment}/trials/{trial:int}";

    public static void Map(IEndpointRouteBuilder routes, Served served)
    {
        routes.MapGet(Trial + "/attempts/{attempt:int}/log", async (
            string experiment, int trial, int attempt, long? from, int? take, CancellationToken cancellation) =>
        {
            await served.RequireTrialAsync(experiment, trial, cancellation);
            var most = Bounds.Take(take, LogMax, LogMax);
            return Answer.Of(await LogAsync(served, experiment, $"{trial}.{attempt}", from, most, cancellation));
        }).Produces<LogPart>();
        routes.MapGet(Trial + "/checkpoints", async (
            string experiment, int trial, CancellationToken cancellation) => Answer.Of(new CheckpointList
            {
                Checkpoints = Forms.CheckpointsOf(await served.RequireTrialAsync(experiment, trial, cancellation)),
            })).Produces<CheckpointList>();
        routes.MapGet(Trial + "/checkpoints/{digest}", (
            string experiment, int trial, string digest, HttpContext context, CancellationToken cancellation) =>
            SendAsync(served, experiment, trial, digest, context, cancellation));
    }

    // The name of an experiment that exists is a name of a folder: the store sees to that.
    private static async Task<LogPart> LogAsync(
        Served served, string experiment, string attempt, long? from, int take, CancellationToken cancellation)
    {
        await using var file = OpenLog(served.Logs, $"{experiment}/{attempt}.log");
        if (file is null)
        {
            // It printed nothing, or ran on another machine, or nobody keeps logs here.
            return new LogPart { From = 0, Next = 0, Length = 0, Text = "", Kept = false };
        }

        var length = file.Length;
        var begin = Math.Clamp(from ?? length - take, 0, length);
        var bytes = new byte[Math.Min(take, length - begin)];
        file.Position = begin;
        var read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        // The last letter may be there only in part; it comes with the rest.
        var whole = read;
        while (whole > 0 && read - whole < 4 && (bytes[whole - 1] & 0xC0) == 0x80)
        {
            whole--;
        }

        whole = whole > 0 && bytes[whole - 1] >= 0xC0 && read - whole < Width(bytes[whole - 1]) - 1 ? whole - 1 : read;
        return new LogPart
        {
            From = begin, Next = begin + whole, Length = length, Text = Encoding.UTF8.GetString(bytes, 0, whole),
        };
    }

    // A link is not followed, and a pipe is waited for by nobody: whoever may write there may put one in its place.
    private static FileStream? OpenLog(string? logs, string path)
    {
        if (logs is null)
        {
            return null;
        }

        try
        {
            if (!OperatingSystem.IsLinux())
            {
                // Whoever prints has it open for writing.
                return new FileStream(
                    Path.Combine(logs, path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            }

            using var folder = OpenFolder.Open(logs, follows: true);
            return new FileStream(folder.OpenFileAlong(path), FileAccess.Read, bufferSize: 0);
        }
        catch (Exception none) when (none is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int Width(byte lead) => lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;

    private static async Task SendAsync(
        Served served, string experiment, int trial, string digest, HttpContext context,
        CancellationToken cancellation)
    {
        var found = await served.RequireTrialAsync(experiment, trial, cancellation);
        var wanted = new[] { found.Checkpoint, found.BestCheckpoint }.OfType<CheckpointRef>()
            .FirstOrDefault(each => each.Digest == digest) ?? throw new BadHttpRequestException(
                $"Trial {trial} holds no checkpoint '{Problem.Quoted(digest)}'.", StatusCodes.Status404NotFound);
        await using var lease = await served.Store.Checkpoints(experiment).OpenAsync(wanted, cancellation);
        context.Response.ContentType = "application/zip";
        context.Response.Headers.ContentDisposition = FormattableString.Invariant(
            $"attachment; filename=\"trial-{trial}-iteration-{wanted.Iteration}.zip\"");
        await using var zip = await ZipArchive.CreateAsync(
            context.Response.Body, ZipArchiveMode.Create, leaveOpen: true, null, cancellation);
        foreach (var path in Directory.EnumerateFiles(lease.Folder, "*", SearchOption.AllDirectories).Order())
        {
            var name = Path.GetRelativePath(lease.Folder, path).Replace('\\', '/');
            await using var entry = await zip.CreateEntry(name, CompressionLevel.NoCompression)
                .OpenAsync(cancellation);
            await using var file = File.OpenRead(path);
            await file.CopyToAsync(entry, cancellation);
        }
    }
}
