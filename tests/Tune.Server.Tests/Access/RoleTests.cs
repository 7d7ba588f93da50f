using System.Text;
using Tune.Server.Access;

namespace Tune.Server.Tests.Access;

/// <summary>What each role may do, of every route there is: a new one that acts is found here.</summary>
internal sealed class RoleTests
{
    // What only reads although it is sent a body.
    private static readonly string[] s_reading =
        ["/search", "/search-datasets", "/get-latest-versions", "/gateway-proxy"];

    [TestCase(TuneRole.Viewer)]
    [TestCase(TuneRole.Operator)]
    public async Task Route_ThatActs_TakesItsRole(TuneRole role)
    {
        await using var served = await ServedStore.StartAsync(new TuneServerOptions { Authorize = _ => role });
        using var somebody = new HttpClient { BaseAddress = served.Server.Address };
        var acts = Acts(served).ToArray();
        foreach (var (method, path) in acts)
        {
            var takes = path == "/api/v1/links" || path.EndsWith("/purge", StringComparison.Ordinal)
                ? TuneRole.Admin : TuneRole.Operator;
            Assert.That(await AskAsync(somebody, method, path) == 403, Is.EqualTo(role < takes), $"{method} {path}");
        }

        Assert.That(acts, Has.Length.GreaterThan(40));
    }

    [Test]
    public async Task Route_ThatActsOnAServerForReading_IsForbiddenToAll()
    {
        await using var served = await ServedStore.StartAsync(new TuneServerOptions { ReadOnly = true });
        foreach (var (method, path) in Acts(served))
        {
            Assert.That(await AskAsync(served.Client, method, path), Is.EqualTo(403), $"{method} {path}");
        }
    }

    [Test]
    public async Task Route_ThatReads_IsOpenToViewers()
    {
        await using var served = await ServedStore.StartAsync(
            new TuneServerOptions { Authorize = _ => TuneRole.Viewer, ReadOnly = true });
        using var somebody = new HttpClient { BaseAddress = served.Server.Address };
        foreach (var (method, path) in served.Server.Routes.Except(Acts(served)).Where(each => each.Path != "/login"))
        {
            Assert.That(await AskAsync(somebody, method, path), Is.Not.AnyOf(401, 403), $"{method} {path}");
        }
    }

    private static IEnumerable<(string Method, string Path)> Acts(ServedStore served) => served.Server.Routes.Where(
        route => route.Method != "GET"
            && !Array.Exists(s_reading, end => route.Path.EndsWith(end, StringComparison.Ordinal)));

    private static async Task<int> AskAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Content = method == "GET" ? null : new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
