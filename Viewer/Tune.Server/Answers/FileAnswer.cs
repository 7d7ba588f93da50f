using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Tune.Engine.Runs;

namespace Tune.Server.Answers;

/// <summary>Answers with a file that somebody has stored. Whatever is in it, a browser runs none of it: what is no
/// picture is text or is saved, and a picture that is opened by itself stands in a sandbox.</summary>
internal static class FileAnswer
{
    /// <summary>The most of its beginning that can be asked for as text, in bytes.</summary>
    public const int HeadMax = 1_000_000;

    private const string Sandbox = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    private static readonly Dictionary<string, string> s_types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = MediaTypeNames.Image.Png,
        [".jpg"] = MediaTypeNames.Image.Jpeg,
        [".jpeg"] = MediaTypeNames.Image.Jpeg,
        [".gif"] = MediaTypeNames.Image.Gif,
        [".webp"] = MediaTypeNames.Image.Webp,
        [".svg"] = MediaTypeNames.Image.Svg,
    };

    /// <summary>Sends it.</summary>
    /// <param name="response">Where to.</param>
    /// <param name="path">What it is called.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="pieces">Its bytes.</param>
    /// <param name="head">How many bytes of its beginning are wanted, as text; null for all of it as it is.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task SendAsync(
        HttpResponse response, string path, long length, IAsyncEnumerable<ReadOnlyMemory<byte>> pieces, int? head,
        CancellationToken cancellation)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var picture = s_types.GetValueOrDefault(Path.GetExtension(name));
        response.ContentType = head is not null ? "text/plain; charset=utf-8"
            : picture ?? MediaTypeNames.Application.Octet;
        response.Headers.ContentSecurityPolicy = Sandbox;
        response.Headers.ContentDisposition = head is not null || picture is not null ? "inline"
            : $"attachment; filename*=UTF-8''{Uri.EscapeDataString(name)}";
        var left = Math.Min(length, head ?? long.MaxValue);
        response.ContentLength = left;
        await foreach (var piece in pieces.WithCancellation(cancellation))
        {
            var some = piece[..(int)Math.Min(piece.Length, left)];
            await response.Body.WriteAsync(some, cancellation);
            left -= some.Length;
            if (left == 0)
            {
                break;
            }
        }
    }

    /// <summary>How much of the beginning is asked for.</summary>
    public static int? Head(int? asked) => asked is { } most ? Bounds.Within("head", most, 1, HeadMax) : null;

    /// <summary>Refuses what is no path of a file.</summary>
    public static string Checked(string path)
    {
        try
        {
            RunNames.CheckPath(path);
            return path;
        }
        catch (RunException)
        {
            throw new BadHttpRequestException(
                "'path' is no path of a file: parts divided by '/', none of them empty, '.' or '..'.");
        }
    }
}
