using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Tune.Server.Access;

namespace Tune.Server.Tests.Access;

/// <summary>Who is let in.</summary>
internal sealed class GateTests
{
    private ServedStore _served = null!;

    [SetUp]
    public async Task Start()
    {
        _served = await ServedStore.StartAsync();
        await _served.AddSomeAsync();
    }

    [TearDown]
    public async Task End() => await _served.DisposeAsync();

    [Test]
    public async Task Route_WithoutAToken_AnswersUnauthorized()
    {
        using var stranger = new HttpClient { BaseAddress = _served.Server.Address };
        var asked = 0;
        foreach (var (method, path) in _served.Server.Routes.Where(route => route.Path != "/login"))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
            using var answer = await stranger.SendAsync(request);
            Assert.That((int)answer.StatusCode, Is.EqualTo(401), $"{method} {path}");
            asked++;
        }

        Assert.That(asked, Is.GreaterThan(8));
    }

    [TestCase("/api/v1/server")]
    [TestCase("/login?key=old")]
    public async Task Page_OpenedByAStrangersBrowser_SaysHowToGetALink(string path)
    {
        using var browser = new HttpClient { BaseAddress = _served.Server.Address };
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));

        Assert.That((int)answer.StatusCode, Is.EqualTo(401));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/html"));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("view</code>"));
    }

    [TestCase("Host", "evil.example", 400)]
    [TestCase("Origin", "http://evil.example", 403)]
    [TestCase("Origin", "null", 403)]
    [TestCase("Sec-Fetch-Site", "cross-site", 403)]
    [TestCase("Host", "localhost", 200)]
    [TestCase("Host", "[::1]:99", 200)]
    [TestCase("Sec-Fetch-Site", "same-origin", 200)]
    public async Task Request_FromElsewhere_IsRefused(string header, string value, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("api/v1/server", UriKind.Relative));
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await _served.Client.SendAsync(request);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("default-src 'none'"));
    }

    [Test]
    public async Task Link_WorksOnceAndLeavesACookie()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = _served.Server.Address };
        var link = _served.Server.NewLink("/e/some");

        using var first = await browser.GetAsync(link);
        using var page = await browser.GetAsync(new Uri("api/v1/server", UriKind.Relative));
        using var other = new HttpClient();
        using var second = await other.GetAsync(link);

        Assert.That((int)first.StatusCode, Is.EqualTo(302));
        Assert.That(first.Headers.Location!.OriginalString, Is.EqualTo("/e/some"));
        var cookie = first.Headers.GetValues("Set-Cookie").Single();
        Assert.That(cookie, Does.Contain("httponly").And.Contain("samesite=strict"));
        Assert.That(cookie, Does.Not.Contain(_served.Server.Token));
        using var again = await browser.GetAsync(_served.Server.NewLink());
        Assert.That(again.Headers.GetValues("Set-Cookie").Single(), Is.Not.EqualTo(cookie), "each is one of chance");
        Assert.That((int)page.StatusCode, Is.EqualTo(200));
        Assert.That((int)second.StatusCode, Is.EqualTo(401));
    }

    [TestCase("//evil.example")]
    [TestCase("http://evil.example")]
    [TestCase("/\\evil.example")]
    [TestCase("/\t/evil.example")]
    [TestCase("/\n/evil.example")]
    [TestCase("/\u00e4")]
    public async Task Link_ToElsewhere_LeadsHome(string to)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler);

        using var answer = await browser.GetAsync(_served.Server.NewLink(to));

        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/"));
    }

    [Test]
    public async Task Act_OnAServerForReading_IsForbidden()
    {
        await using var served = await ServedStore.StartAsync(new TuneServerOptions { ReadOnly = true });
        await served.AddSomeAsync();

        using var answer = await served.Client.PostAsync(
            new Uri("api/v1/experiments/some/pause", UriKind.Relative), null);

        Assert.That((int)answer.StatusCode, Is.EqualTo(403));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("reading only"));
    }

    [TestCase(TuneRole.Viewer, "pause", 403)]
    [TestCase(TuneRole.Operator, "pause", 409)]
    [TestCase(TuneRole.Operator, "purge", 403)]
    [TestCase(TuneRole.Admin, "purge", 409)]
    public async Task Act_ByWhomTheProgramKnows_TakesTheRole(TuneRole role, string act, int status)
    {
        await using var served = await ServedStore.StartAsync(new TuneServerOptions { Authorize = _ => role });
        await served.AddSomeAsync();
        using var somebody = new HttpClient { BaseAddress = served.Server.Address };

        using var answer = await somebody.PostAsync(
            new Uri($"api/v1/experiments/some/{act}", UriKind.Relative), null);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
    }

    // ASP.NET's own takes Ctrl-C and SIGTERM for itself, and the program that serves could not be ended any more.
    [Test]
    public void Start_InAProgram_LeavesItItsSignals() =>
        Assert.That(_served.Server.Lifetime, Is.TypeOf<NoLifetime>());

    [TestCase("")]
    [TestCase("fifteen letters")]
    public void Start_WithATokenThatCanBeGuessed_IsRefused(string token) => Assert.That(
        async () => await ServedStore.StartAsync(new TuneServerOptions { Token = token }),
        Throws.ArgumentException.With.Message.Contains("must have 16 or more"));

    [Test]
    public void Cookie_OfEachToken_HasANameOfItsOwn()
    {
        var (one, other) = (Keys("one token of letters"), Keys("other token of letters"));

        Assert.That(one.Cookie, Is.Not.EqualTo(other.Cookie));
        Assert.That(one.Cookie, Is.EqualTo(Keys("one token of letters").Cookie));
    }

    [Test]
    public void Keys_OfManyLinks_ForgetTheOldest()
    {
        var keys = Keys();
        var links = Enumerable.Range(0, 20).Select(_ => keys.NewLink()).ToArray();

        Assert.That(keys.Use(links[0]), Is.False);
        Assert.That(keys.Use(links[19]), Is.True);
        Assert.That(keys.Use(links[19]), Is.False);
        Assert.That(keys.Use(null), Is.False);
    }

    [TestCase(9.9, true)]
    [TestCase(10, false)]
    public void Link_IsGoodForTenMinutes(double minutes, bool isGood)
    {
        var clock = new Clock();
        var keys = Keys(clock: clock);
        var link = keys.NewLink();
        clock.Now += TimeSpan.FromMinutes(minutes);

        Assert.That(keys.Use(link), Is.EqualTo(isGood));
    }

    [TestCase(6.9, true)]
    [TestCase(7, false)]
    public void Session_IsGoodForAWeekAlsoInAnotherServer(double days, bool isGood)
    {
        var kept = "";
        var shelf = new SessionShelf(() => kept, text => kept = text);
        var clock = new Clock();
        var session = new Sessions(shelf, clock).Begin();
        var other = new Sessions(shelf, clock);
        clock.Now += TimeSpan.FromDays(days);

        Assert.That(other.Has(session), Is.EqualTo(isGood));
        Assert.That(other.Has(session + "x"), Is.False);
        Assert.That(kept, Does.Not.Contain(session));
    }

    [TestCase("nonsense\n\n1 2 3\n")]
    [TestCase("hash 9223372036854775807\n")]
    public void Session_OnAShelfThatWasChanged_IsNone(string kept)
    {
        var sessions = new Sessions(new SessionShelf(() => kept, _ => { }), new Clock());

        Assert.That(sessions.Has("hash"), Is.False);
        Assert.That(sessions.Has(sessions.Begin()), Is.True);
    }

    [Test]
    public void Sessions_OfTwoServersOfOneStore_KeepThoseOfTheOther()
    {
        var kept = "";
        var shelf = new SessionShelf(() => kept, text => kept = text);
        var (one, two) = (new Sessions(shelf, new Clock()), new Sessions(shelf, new Clock()));
        Assert.That(two.Has("nobody's"), Is.False);

        var first = one.Begin();
        var second = two.Begin();

        Assert.That((two.Has(first), one.Has(second)), Is.EqualTo((true, true)));
        Assert.That(new Sessions(shelf, new Clock()).Has(first), Is.True);
    }

    [Test]
    public void Sessions_OfManyBrowsers_EndTheOldest()
    {
        var clock = new Clock();
        var sessions = new Sessions(SessionShelf.None, clock);
        var all = new List<string>();
        for (var i = 0; i < 101; i++)
        {
            clock.Now += TimeSpan.FromSeconds(1);
            all.Add(sessions.Begin());
        }

        Assert.That(all.Select(sessions.Has), Is.EqualTo(all.Select((_, i) => i > 0)));
    }

    // A browser keeps a strict cookie to itself while another site's page leads here, also through a redirection.
    [TestCase("/login?key=KEY&to=/e/some")]
    [TestCase("/api/v1/server")]
    public async Task Page_ThatAnotherSiteLeadsTo_IsLedToFromAPageOfOurs(string path)
    {
        using var browser = new HttpClient { BaseAddress = _served.Server.Address };
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Mode", "navigate");
        var link = _served.Server.NewLink("/e/some").PathAndQuery;

        using var answer = await browser.GetAsync(
            new Uri(path.StartsWith("/login", StringComparison.Ordinal) ? link : path, UriKind.Relative));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        Assert.That(page, Does.Contain("http-equiv=\"refresh\"").And.Contain(path.Split("to=")[^1] + "\""));
        Assert.That(page, Does.Not.Contain("<script").And.Not.Contain("version"));
    }

    [TestCase("nothing", true, 404)]
    [TestCase("nothing.txt", true, 404)]
    [TestCase("api/v1/nothing.json", true, 404)]
    [TestCase("api/v2/server", true, 404)]
    [TestCase("nothing.txt", false, 401)]
    public async Task Route_ThatIsNone_IsAProblemBehindTheGate(string path, bool known, int status)
    {
        using var stranger = new HttpClient { BaseAddress = _served.Server.Address };

        using var answer = await (known ? _served.Client : stranger).GetAsync(new Uri(path, UriKind.Relative));

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        Assert.That(answer.Headers.Contains("Content-Security-Policy"), Is.True);
    }

    [TestCase("DELETE", "api/v1/server", "GET")]
    [TestCase("HEAD", "api/v1/server", "GET")]
    [TestCase("PUT", "api/v1/experiments", "GET, POST")]
    [TestCase("POST", "api/v1/experiments/some", "DELETE, GET, PATCH")]
    [TestCase("OPTIONS", "api/v1/experiments/no%2Fsuch/trials/3/stop", "POST")]
    [TestCase("GET", "api/v1/links", "POST")]
    [TestCase("NONSENSE", "api/v1/experiments/some/trials/7", "DELETE, GET, PATCH")]
    public async Task Route_AskedByAnotherVerb_SaysWhichItTakesBehindTheGate(string verb, string path, string verbs)
    {
        using var stranger = new HttpClient { BaseAddress = _served.Server.Address };
        using var known = new HttpRequestMessage(new HttpMethod(verb), new Uri(path, UriKind.Relative));
        using var unknown = new HttpRequestMessage(new HttpMethod(verb), new Uri(path, UriKind.Relative));

        using var answer = await _served.Client.SendAsync(known);
        using var refusal = await stranger.SendAsync(unknown);

        Assert.That(((int)answer.StatusCode, (int)refusal.StatusCode), Is.EqualTo((405, 401)));
        Assert.That(string.Join(", ", answer.Content.Headers.Allow), Is.EqualTo(verbs));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        Assert.That(refusal.Content.Headers.Allow, Is.Empty);
    }

    [TestCase("DELETE", "api/v1/experiments/some/trials/last")]
    [TestCase("POST", "api/v1/experiments/some/nothing")]
    [TestCase("POST", "api/v2/server")]
    public async Task Route_ThatIsNone_IsNoneForAnyVerb(string verb, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(path, UriKind.Relative));

        using var answer = await _served.Client.SendAsync(request);

        Assert.That(((int)answer.StatusCode, answer.Content.Headers.Allow.Count), Is.EqualTo((404, 0)));
    }

    [Test]
    public async Task Bind_BeyondTheLoopback_TakesACertificateATokenAndNames()
    {
        var open = new TuneServerOptions { Bind = System.Net.IPAddress.Any };
        Assert.That(
            async () => await ServedStore.StartAsync(open),
            Throws.ArgumentException.With.Message.Contains("Certificate").And.Message.Contains("Token")
                .And.Message.Contains("Hosts"));

        using var key = System.Security.Cryptography.RSA.Create(2048);
        using var certificate = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=localhost", key, System.Security.Cryptography.HashAlgorithmName.SHA256,
            System.Security.Cryptography.RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var served = await ServedStore.StartAsync(
            open with { Certificate = certificate, Token = "sixteen letters.", Hosts = ["localhost"] });
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown!.Equals(certificate),
        };
        using var client = new HttpClient(handler);
        client.DefaultRequestHeaders.Authorization = new("Bearer", "sixteen letters.");

        using var answer = await client.GetAsync(new Uri(served.Server.Address, "/api/v1/server"));

        Assert.That(served.Server.Address.Scheme, Is.EqualTo("https"));
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
    }

    private static Keys Keys(string? token = null, TimeProvider? clock = null) =>
        new(token, SessionShelf.None, clock ?? TimeProvider.System);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
