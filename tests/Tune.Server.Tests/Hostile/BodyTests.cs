using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tune.Client.Shapes;
using Tune.Engine.Experiments.Acts;
using Tune.Hosting;
using Tune.Server.Acting;

namespace Tune.Server.Tests.Hostile;

/// <summary>Bodies that no well-meant program sends, to every route that takes one: each is refused with the whole of a
/// problem, and nobody is asked to act.</summary>
internal sealed class BodyTests
{
    private const int TenMegabytes = 10_000_000;

    // What a body may have, less its own signs.
    private const int JustAllowed = (1024 * 1024) - 200;
    private ServedStore _served = null!;
    private Refusing _acts = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _acts = new Refusing();
        _served = await ServedStore.StartAsync(acts: _acts);
        await _served.AddSomeAsync();
    }

    [OneTimeTearDown]
    public async Task End() => await _served.DisposeAsync();

    /// <summary>Every route of the document that takes a body, and each field that may have text in it: the field is
    /// where the text goes.</summary>
    private static IEnumerable<TestCaseData> Fields()
    {
        const string annotate = "PATCH /api/v1/experiments/some";
        const string submit = "POST /api/v1/experiments";
        foreach (var (route, body) in (IEnumerable<(string, string)>)
        [
            (annotate, """{"title":"<>"}"""), (annotate, """{"note":"<>"}"""), (annotate, """{"set":{"<>":"a"}}"""),
            (annotate, """{"set":{"a":"<>"}}"""), (annotate, """{"remove":["<>"]}"""),
            (annotate + "/trials/1", """{"note":"<>"}"""), (annotate + "/trials/1", """{"set":{"<>":"a"}}"""),
            (annotate + "/trials/1", """{"set":{"a":"<>"}}"""),
            ("POST /api/v1/experiments/some/extend", """{"trials":"<>"}"""),
            ("POST /api/v1/experiments/some/extend", """{"time_budget_seconds":"<>"}"""),
            ("POST /api/v1/experiments/some/trials", """{"config":"<>"}"""),
            ("POST /api/v1/experiments/some/trials", """{"config":{"<>":1}}"""),
            ("POST /api/v1/experiments/some/trials", """{"config":{"act":"<>"}}"""),
            (submit, """{"template":"<>"}"""), (submit, """{"from":"<>"}"""),
            (submit, """{"template":"point","name":"<>"}"""), (submit, """{"template":"point","note":"<>"}"""),
            (submit, """{"template":"point","title":"<>"}"""), (submit, """{"template":"point","metric":"<>"}"""),
            (submit, """{"template":"point","mode":"<>"}"""), (submit, """{"template":"point","seed":"<>"}"""),
            (submit, """{"template":"point","tags":{"<>":"a"}}"""),
            (submit, """{"template":"point","tags":{"a":"<>"}}"""),
            (submit, """{"template":"point","warm_start":["<>"]}"""),
        ])
        {
            yield return new TestCaseData(route, body).SetArgDisplayNames(route, body);
        }
    }

    [TestCaseSource(nameof(Fields))]
    public async Task Text_OfTenMegabytesInAField_IsRefused(string route, string body) =>
        await RequireRefusedAsync(route, body.Replace("<>", new string('a', TenMegabytes)), 413);

    [TestCaseSource(nameof(Fields))]
    public async Task Text_AsLongAsABodyMayBeInAField_IsRefused(string route, string body) =>
        await RequireRefusedAsync(route, body.Replace("<>", new string('a', JustAllowed)), 400);

    [TestCaseSource(nameof(Fields))]
    public async Task Text_ThatIsHalfALetter_IsRefused(string route, string body) =>
        await RequireRefusedAsync(route, body.Replace("<>", "\\ud800"), 400);

    [TestCaseSource(nameof(Fields))]
    public async Task Json_OfTenThousandLevelsInAField_IsRefused(string route, string body) =>
        await RequireRefusedAsync(
            route, body.Replace("\"<>\"", new string('[', 10_000) + new string(']', 10_000)), 400);

    [TestCase("PATCH /api/v1/experiments/some", """{"title":"a","title":"b"}""")]
    [TestCase("PATCH /api/v1/experiments/some", """{"set":{"a":"1","a":"2"}}""")]
    [TestCase("POST /api/v1/experiments/some/trials", """{"config":{"lr":0.1,"lr":0.2}}""")]
    [TestCase("POST /api/v1/experiments", """{"template":"point","template":"other"}""")]
    public Task Field_ThatIsThereTwice_IsRefused(string route, string body) => RequireRefusedAsync(route, body, 400);

    [TestCase("POST /api/v1/experiments/some/extend", """{"trials":NaN}""")]
    [TestCase("POST /api/v1/experiments/some/extend", """{"trials":1e400}""")]
    [TestCase("POST /api/v1/experiments/some/extend", """{"trials":-2147483649}""")]
    [TestCase("POST /api/v1/experiments/some/extend", """{"time_budget_seconds":1e400}""")]
    [TestCase("POST /api/v1/experiments/some/extend", """{"time_budget_seconds":"NaN"}""")]
    [TestCase("POST /api/v1/experiments/some/extend", """{"time_budget_seconds":"Infinity"}""")]
    [TestCase("POST /api/v1/experiments/some/trials", """{"config":{"lr":NaN}}""")]
    [TestCase("POST /api/v1/experiments/some/trials", """{"config":{"lr":Infinity}}""")]
    [TestCase("POST /api/v1/experiments", """{"template":"point","seed":-1}""")]
    [TestCase("POST /api/v1/experiments", """{"template":"point","time_budget_seconds":"-Infinity"}""")]
    public Task Number_ThatIsNone_IsRefused(string route, string body) => RequireRefusedAsync(route, body, 400);

    [TestCase("since=-1")]
    [TestCase("since=99999999999999999999")]
    [TestCase("since=%00")]
    [TestCase("since=1&since=2")]
    public async Task Cursor_ThatIsNone_IsRefused(string query) =>
        await RequireRefusedAsync($"GET /api/v1/experiments/some/changes?{query}", null, 400);

    [TestCase("since=9223372036854775807", true)]
    [TestCase("since=1&journal=of-another-list", true)]
    [TestCase("since=1&journal=%ff%fe", true)]
    [TestCase("since=1", false)]
    public async Task Cursor_OfAnotherJournalOrBehindTheEnd_BeginsAnew(string query, bool isCut)
    {
        var text = await _served.Client.GetStringAsync(
            new Uri($"api/v1/experiments/some/changes?{query}", UriKind.Relative));

        using var changes = JsonDocument.Parse(text);
        Assert.That(changes.RootElement.GetProperty("cut").GetBoolean(), Is.EqualTo(isCut));
        Assert.That(changes.RootElement.GetProperty("position").GetInt64(), Is.InRange(1, 100));
    }

    [TestCase("experiments?take=-1")]
    [TestCase("experiments?take=2147483647")]
    [TestCase("experiments?skip=-1")]
    [TestCase("experiments/some/trials?take=1001")]
    [TestCase("experiments/some/attempts?take=2147483648")]
    [TestCase("experiments/some/events?take=0")]
    [TestCase("experiments/some/events?before=-1")]
    [TestCase("experiments/some/audit?skip=2147483647")]
    [TestCase("experiments/some/points?take=-2147483648")]
    [TestCase("experiments/some/curves?metric=acc&trials=0&width=2147483647")]
    [TestCase("experiments/some/trials/1/attempts/1/log?take=2147483647")]
    [TestCase("runs/0?take=-5")]
    [TestCase("models?take=1000000000")]
    public Task Number_OutsideWhatAPageHas_IsRefused(string query) =>
        RequireRefusedAsync($"GET /api/v1/{query}", null, 400);

    private async Task RequireRefusedAsync(string route, string? body, int status)
    {
        var before = _acts.Asked;
        var (verb, path) = (route.Split(' ')[0], route.Split(' ')[1]);
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            // Who asks first is not cut off in the middle of what is not wanted.
            request.Headers.ExpectContinue = body.Length > 1024 * 1024;
        }

        using var answer = await _served.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        using var problem = JsonDocument.Parse(text);

        Assert.That(
            ((int)answer.StatusCode, problem.RootElement.GetProperty("status").GetInt32(), text.Length < 1_000),
            Is.EqualTo((status, status, true)), text);
        Assert.That(problem.RootElement.GetProperty("detail").GetString(), Is.Not.Empty);
        Assert.That(_acts.Asked, Is.EqualTo(before), "nobody is asked to act");
    }

    // What comes to it has not been refused.
    private sealed class Refusing : IActs
    {
        public int Asked { get; private set; }

        public Task<ActReceipt> ActAsync(
            string experiment, UserAct act, ActedBy by, CancellationToken cancellation) => Refuse<ActReceipt>();

        public Task<Submitted> SubmitAsync(SubmitOrder order, ActedBy by, CancellationToken cancellation) =>
            Refuse<Submitted>();

        public Task<ActReceipt> PurgeAsync(string experiment, ActedBy by, CancellationToken cancellation) =>
            Refuse<ActReceipt>();

        public Task<TemplateList> TemplatesAsync(CancellationToken cancellation) =>
            Task.FromResult(new TemplateList { Templates = [] });

        private Task<T> Refuse<T>()
        {
            Asked++;
            throw new InvalidOperationException("Nobody acts here.");
        }
    }
}
