using System.Net.Http.Headers;
using System.Text;

namespace Tune.Server.Tests.Generated;

/// <summary>Makes of a request one that no well-meant program sends.</summary>
internal static class Odd
{
    private const int DeepLevels = 100_000;
    private const int BodyMax = 1024 * 1024;

    /// <summary>Leaves most requests as they are.</summary>
    public static void Spoil(HttpRequestMessage request, Random chance)
    {
        switch (chance.Next(150))
        {
            case 0:
                request.Headers.Host = chance.Next(2) == 0 ? "evil.example" : "127.0.0.1.evil.example";
                break;
            case 1:
                request.Headers.TryAddWithoutValidation("Origin", chance.Next(2) == 0 ? "http://evil.example" : "null");
                break;
            case 2:
                request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "cross-site");
                break;
            case 3:
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", new string('a', 43));
                break;
            case 4:
                request.Headers.TryAddWithoutValidation("X-Long", new string('a', chance.Next(100, 50_000)));
                break;
            case 5:
                foreach (var at in Enumerable.Range(0, chance.Next(1, 200)))
                {
                    request.Headers.TryAddWithoutValidation($"X-{at}", "a");
                }

                break;
            case 6:
                request.Headers.Remove("Idempotency-Key");
                request.Headers.TryAddWithoutValidation("Idempotency-Key", new string('k', chance.Next(1, 1_000)));
                break;
            case 7 when request.Content is not null:
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
                break;
            case > 7 and < 20 when request.Content is not null:
                request.Content = new ByteArrayContent(Body(chance));
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                break;
            default:
                break;
        }
    }

    /// <summary>A body that is no JSON, or a strange one.</summary>
    public static byte[] Body(Random chance) => chance.Next(14) switch
    {
        0 => [],
        1 => "{"u8.ToArray(),
        2 => """{"set":{"a":"1","a":"2"},"title":"a","title":"b","config":{"x":0.1,"x":0.2}}"""u8.ToArray(),
        3 => "{\"config\":{\"x\":NaN},\"trials\":NaN,\"value\":NaN}"u8.ToArray(),
        4 => "{\"config\":{\"x\":1e999},\"trials\":1e999,\"time_budget_seconds\":1e999,\"value\":1e999}"u8.ToArray(),
        5 => """{"config":{"x":123456789012345678901234567890},"trials":123456789012345678901234567890}"""u8
            .ToArray(),
        6 => [.. "{\"title\":\""u8, 0xff, 0xfe, 0xc0, 0x80, .. "\"}"u8],
        7 => [.. "{\"note\":\"a"u8, 0, .. "b\"}"u8],
        8 => "{\"note\":\"\\u0000\\ud800\",\"set\":{\"\\udc00\":\"a\"},\"name\":\"\\ud800\"}"u8.ToArray(),
        9 => [0xff, 0xfe, .. Encoding.Unicode.GetBytes("{\"title\":\"a\"}")],
        10 => [.. Encoding.UTF8.Preamble, .. "{\"title\":\"a\"}"u8],
        11 => Encoding.ASCII.GetBytes(new string('[', DeepLevels)),
        12 => Encoding.ASCII.GetBytes(
            $"{{\"config\":{{\"x\":{new string('[', DeepLevels)}{new string(']', DeepLevels)}}}}}"),
        // What is above the limit is refused before it is all sent; then the connection is closed.
        _ => Encoding.ASCII.GetBytes($"{{\"name\":\"{new string('a', chance.Next(BodyMax - 20, BodyMax - 10))}\"}}"),
    };
}
