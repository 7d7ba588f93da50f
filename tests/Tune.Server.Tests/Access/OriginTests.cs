using System.Net;

namespace Tune.Server.Tests.Access;

/// <summary>A server behind a proxy that speaks TLS for it.</summary>
internal sealed class OriginTests
{
    private static readonly TuneServerOptions s_behind = new() { PublicOrigin = new Uri("https://tune.example.org") };

    [TestCase("tune.example.org", "https://tune.example.org", 200)]
    [TestCase("127.0.0.1", "https://tune.example.org", 200, TestName = "nginx sends the name it asks by")]
    [TestCase("tune.example.org", null, 200)]
    [TestCase("tune.example.org", "http://tune.example.org", 403, TestName = "a page that somebody on the way made up")]
    [TestCase("tune.example.org:80", "http://tune.example.org:80", 403)]
    [TestCase("tune.example.org", "https://tune.example.org:444", 403)]
    [TestCase("tune.example.org", "https://evil.example", 403)]
    [TestCase("evil.example", "https://tune.example.org", 400)]
    [TestCase("evil.example", "https://evil.example", 400)]
    public async Task Request_ThroughAProxy_IsLetInFromItsOwnPages(string host, string? origin, int status)
    {
        await using var served = await ServedStore.StartAsync(s_behind);

        Assert.That(await AskAsync(served, ("Host", host), ("Origin", origin)), Is.EqualTo(status));
    }

    [Test]
    public async Task Request_FromThisMachine_IsLetInBesides()
    {
        await using var served = await ServedStore.StartAsync(s_behind);

        var own = served.Server.Address.GetLeftPart(UriPartial.Authority);
        Assert.That(await AskAsync(served, ("Origin", own)), Is.EqualTo(200));
    }

    [Test]
    public async Task Link_ThroughAProxy_LeadsThereAndItsCookieIsForHttps()
    {
        await using var served = await ServedStore.StartAsync(s_behind);
        var link = served.Server.NewLink("/e/some");
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = served.Server.Address };

        using var answer = await browser.GetAsync(new Uri(link.PathAndQuery, UriKind.Relative));

        Assert.That(link.AbsoluteUri, Does.StartWith("https://tune.example.org/login?key="));
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/e/some"));
        Assert.That(
            answer.Headers.GetValues("Set-Cookie").Single(),
            Does.Contain("secure").And.Contain("httponly").And.Contain("samesite=strict"));
    }

    [Test]
    public async Task Headers_OfAProxy_AreBelievedInNothing()
    {
        await using var served = await ServedStore.StartAsync();
        (string, string?)[] forwarded =
        [
            ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "tune.example.org"), ("X-Forwarded-For", "::1"),
            ("Forwarded", "proto=https;host=tune.example.org"),
        ];

        Assert.That(await AskAsync(served, [.. forwarded, ("Origin", "https://tune.example.org")]), Is.EqualTo(403));
        Assert.That(await AskAsync(served, [.. forwarded, ("Host", "tune.example.org")]), Is.EqualTo(400));
    }

    [TestCase("http://tune.example.org")]
    [TestCase("https://tune.example.org/path")]
    [TestCase("https://tune.example.org/?a=b")]
    [TestCase("https://user@tune.example.org")]
    [TestCase("ftp://tune.example.org")]
    [TestCase("/relative")]
    public void Start_WithAnOriginThatIsNone_IsRefused(string origin) => Assert.That(
        async () => await ServedStore.StartAsync(
            new TuneServerOptions { PublicOrigin = new Uri(origin, UriKind.RelativeOrAbsolute) }),
        Throws.ArgumentException.With.Message.Contains("PublicOrigin"));

    // Whoever can put a cookie into somebody's browser does not come to know a session by that.
    [Test]
    public async Task Login_WithASessionThatSomebodyMadeUp_BeginsAnother()
    {
        await using var served = await ServedStore.StartAsync();
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var browser = new HttpClient(handler);
        string cookie;
        using (var first = await browser.GetAsync(served.Server.NewLink()))
        {
            cookie = first.Headers.GetValues("Set-Cookie").Single().Split('=')[0] + "=made-up-by-somebody";
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, served.Server.NewLink());
        request.Headers.Add("Cookie", cookie);
        using var answer = await browser.SendAsync(request);

        Assert.That(answer.Headers.GetValues("Set-Cookie").Single(), Does.Not.Contain("made-up-by-somebody"));
        using var fixedOne = new HttpRequestMessage(HttpMethod.Get, new Uri(served.Server.Address, "/api/v1/server"));
        fixedOne.Headers.Add("Cookie", cookie);
        using var refused = await browser.SendAsync(fixedOne);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private static async Task<int> AskAsync(ServedStore served, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("api/v1/server", UriKind.Relative));
        foreach (var (name, value) in headers)
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var answer = await served.Client.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
