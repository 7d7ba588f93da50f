using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Testing.Stores;

namespace Tune.Server.Tests.Insight;

/// <summary>What the API says of the parameters.</summary>
internal sealed class InsightTests
{
    private ServedStore _served = null!;

    [SetUp]
    public async Task Start()
    {
        _served = await ServedStore.StartAsync();
        await _served.AddAsync(
            ServedStore.Experiment,
            [
                Some.Beginning(ServedStore.Experiment, 0), Enumerable.Range(0, 24).SelectMany(Proposal),
                .. Enumerable.Range(0, 23).Select(trial => Some.Report(trial, 1, ("acc", 0.04 * (trial + 1)))),
            ]);
    }

    [TearDown]
    public async Task End() => await _served.DisposeAsync();

    [Test]
    public async Task Insight_OfTrials_IsColumnsOfNumbers()
    {
        var insight = await GetAsync("insight", TuneJson.Default.InsightItem);

        Assert.That(insight.Trials, Is.EqualTo(Enumerable.Range(0, 24)));
        Assert.That(insight.Places, Is.EqualTo(Enumerable.Range(0, 23).Reverse().Cast<int?>().Append(null)));
        Assert.That(insight.Values.Single().Take(3), Is.EqualTo((double[])[0.04, 0.08, 0.12]).Within(1e-9));
        Assert.That(insight.Objectives.Single().Metric, Is.EqualTo("acc"));
        Assert.That(insight.Front, Is.Empty);
        Assert.That(
            insight.Parameters.Select(axis => (axis.Name, axis.Log, axis.Options?.Count > 1)),
            Is.EqualTo(((string, bool, bool)[])[("lr", false, false), ("act", false, true), ("hidden", false, false)]));
        Assert.That(insight.Settings.Select(column => column.Count), Is.All.EqualTo(24));
        Assert.That(insight.Settings[0].Take(2), Is.EqualTo((double[])[0.04, 0.08]).Within(1e-9));
        Assert.That(insight.Settings[1].Take(2), Is.EqualTo((double[])[0, 1]));
    }

    [TestCase("pedanova")]
    [TestCase("fanova")]
    public async Task Importance_OfTrialsThatDiffer_NamesEveryParameter(string method)
    {
        var importance = await GetAsync($"importance?method={method}", TuneJson.Default.ImportanceItem);

        Assert.That((importance.Method, importance.Target, importance.Trials), Is.EqualTo((method, "acc", 23)));
        Assert.That(
            importance.Parameters.Select(one => one.Name), Is.EquivalentTo((string[])["lr", "act", "hidden"]));
        Assert.That(importance.Parameters.Sum(one => one.Share), Is.EqualTo(1).Within(1e-9).Or.Zero);
        Assert.That(importance.Pairs, Has.Count.EqualTo(method == "fanova" ? 3 : 0));
    }

    [Test]
    public async Task Surface_OfTwoParameters_HasAValueForEachPlace()
    {
        var surface = await GetAsync("surface?first=lr&second=act", TuneJson.Default.SurfaceItem);

        Assert.That(surface.Trials, Is.EqualTo(23));
        Assert.That(surface.Mean, Has.Count.EqualTo(surface.Across.Count));
        Assert.That(surface.Mean.Select(row => row.Count), Is.All.EqualTo(surface.Up.Count));
        Assert.That(surface.Mean.SelectMany(row => row), Is.All.InRange(0.04, 0.92));
    }

    [TestCase("importance?method=guess", "method")]
    [TestCase("surface?first=lr", "second")]
    [TestCase("surface?first=lr&second=lr", "second")]
    [TestCase("surface?first=lr&second=%3Cscript%3E", "second")]
    public async Task Question_WithoutSense_IsAProblemThatNamesTheField(string path, string named)
    {
        using var answer = await _served.Client.GetAsync(Of(ServedStore.Experiment, path));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(named));
    }

    [TestCase("insight")]
    [TestCase("importance")]
    [TestCase("importance?method=fanova")]
    [TestCase("surface?first=lr&second=act")]
    public async Task Question_OfTrialsWithoutResult_IsAnsweredWithNothing(string path)
    {
        await _served.AddAsync("young", Some.Beginning("young", 2));

        using var known = await _served.Client.GetAsync(Of("young", path));
        using var unknown = await _served.Client.GetAsync(Of("none", path));

        Assert.That(
            (known.StatusCode, unknown.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.NotFound)));
    }

    private static IEnumerable<ExperimentEvent> Proposal(int trial) =>
    [
        new ExperimentEvent.TrialProposed(
            Some.At(2), new TrialId(trial),
            Configuration.Of(("lr", 0.04 * (trial + 1)), ("act", trial % 2 == 0 ? "relu" : "tanh"), ("hidden", 8L))),
        new ExperimentEvent.AttemptStarted(
            Some.At(3), new TrialId(trial), new Attempt(1), Allocation.On("node", trial), null),
    ];

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> shape)
    {
        using var answer = await _served.Client.GetAsync(Of(ServedStore.Experiment, path));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return JsonSerializer.Deserialize(text, shape)!;
    }

    private static Uri Of(string experiment, string path) =>
        new($"api/v1/experiments/{experiment}/{path}", UriKind.Relative);
}
