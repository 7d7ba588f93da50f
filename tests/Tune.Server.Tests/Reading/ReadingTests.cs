using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Server.Reading;
using Tune.Testing.Stores;

namespace Tune.Server.Tests.Reading;

/// <summary>What the API tells of a store.</summary>
internal sealed class ReadingTests
{
    private ServedStore _served = null!;

    [SetUp]
    public async Task Start() => _served = await ServedStore.StartAsync();

    [TearDown]
    public async Task End() => await _served.DisposeAsync();

    [Test]
    public async Task Experiments_SayWhereEachStands()
    {
        await _served.AddSomeAsync();
        await _served.AddAsync("another", Some.Beginning("another"));

        var list = await GetAsync("experiments?skip=1", TuneJson.Default.ExperimentList);

        Assert.That(list.Total, Is.EqualTo(2));
        var some = list.Experiments.Single();
        Assert.That(
            (some.Experiment, some.State, some.Trials, some.Reports, some.Best?.Trial, some.Best?.Value),
            Is.EqualTo(("some", "active", 3, 2L, (int?)1, (double?)0.75)));
        Assert.That(some.Counts, Is.EqualTo(new Dictionary<string, int> { ["Running"] = 3 }));
    }

    [Test]
    public async Task Experiments_Whole_HaveNotesProgramsAndWholeBestResults()
    {
        await _served.AddSomeAsync();
        await _served.AddAsync("some",
        [
            new ExperimentEvent.ProgramSeen(Some.At(9), new ProgramRecord { Name = "probe", Host = "here" }),
            new ExperimentEvent.Acted(
                Some.At(9), new UserAct.Annotate { Note = "see" }, new ActedBy("ann", "test")),
        ]);

        var whole = await GetAsync("experiments?whole=true&where=best%20%3E%200.7", TuneJson.Default.ExperimentList);
        var plain = await GetAsync("experiments", TuneJson.Default.ExperimentList);

        var some = whole.Experiments.Single();
        Assert.That((some.Note, some.Programs?.Single().Name), Is.EqualTo(("see", "probe")));
        Assert.That(
            (some.Best?.Iteration, some.Best?.Config?["act"].GetString()), Is.EqualTo(((int?)2, "relu")));
        Assert.That(plain.Experiments.Single().Programs, Is.Null);
        Assert.That(plain.Experiments.Single().Best!.Config, Is.Null);
    }

    [TestCase("where=best%20%3E%200.7", "some")]
    [TestCase("where=trials%20%3E%200&order=trials&descending=true", "some,another")]
    [TestCase("order=best", "some,another")]
    [TestCase("descending=true", "some,another")]
    [TestCase("where=%20", "another,some")]
    public async Task Experiments_WhereSomethingHolds_AreTheseInTheOrderThatWasAskedFor(string query, string expected)
    {
        await _served.AddSomeAsync();
        await _served.AddAsync("another", Some.Beginning("another"));

        var list = await GetAsync($"experiments?{query}", TuneJson.Default.ExperimentList);

        Assert.That(string.Join(',', list.Experiments.Select(each => each.Experiment)), Is.EqualTo(expected));
        Assert.That(list.Total, Is.EqualTo(list.Experiments.Count));
    }

    [TestCase("where=best%20%3E", "where")]
    [TestCase("where=nothing%20%3D%201", "nothing")]
    [TestCase("order=size", "name, created, last, state, trials, reports or best")]
    public async Task Experiments_ThatCannotBeAskedForSo_Are400SayingWhy(string query, string words)
    {
        using var answer = await _served.Client.GetAsync(new Uri($"api/v1/experiments?{query}", UriKind.Relative));

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(words));
    }

    [Test]
    public async Task Trials_InAnOrder_AreAPage()
    {
        await _served.AddSomeAsync();

        var list = await GetAsync(
            "experiments/some/trials?order=best&descending=true&take=1", TuneJson.Default.TrialList);

        Assert.That(list.Total, Is.EqualTo(3));
        var best = list.Trials.Single();
        Assert.That((best.Trial, best.Best, best.Iteration), Is.EqualTo((1, (double?)0.75, 2)));
        Assert.That(best.Metrics["acc"], Is.EqualTo(0.75));
        Assert.That(best.Config["act"].GetString(), Is.EqualTo("relu"));
    }

    [TestCase("metrics.acc > 0.7", "1")]
    [TestCase("metrics.acc IS NULL AND params.act = 'relu'", "0,2")]
    [TestCase("trial IN (0, 1) AND best >= 0.75", "1")]
    [TestCase("status != 'Running'", "")]
    public async Task Trials_WhereSomethingHolds_AreThese(string where, string expected)
    {
        await _served.AddSomeAsync();

        var list = await GetAsync(
            $"experiments/some/trials?where={Uri.EscapeDataString(where)}", TuneJson.Default.TrialList);

        Assert.That(string.Join(',', list.Trials.Select(trial => trial.Trial)), Is.EqualTo(expected));
    }

    [TestCase("experiments/some/trials?where=size%20%3E%205", 400, "no attribute 'size'")]
    [TestCase("experiments/none", 404, "none")]
    [TestCase("experiments/some/trials/9", 404, "9")]
    [TestCase("experiments/some/trials?order=size", 400, "order")]
    [TestCase("experiments/some/trials?take=0", 400, "take")]
    [TestCase("experiments/some/trials?status=Asleep", 400, "Asleep")]
    [TestCase("experiments/some/trials?take=many", 400, "take")]
    [TestCase("experiments/some/curves?metric=acc&trials=3-1", 400, "trials")]
    [TestCase("experiments/some/curves?metric=acc&trials=0-99999", 400, "trials")]
    [TestCase("experiments/some/curves?trials=1", 400, "metric")]
    [TestCase("experiments/some/points?take=10001", 400, "take")]
    [TestCase("experiments?whole=true&take=201", 400, "take")]
    [TestCase("experiments/none/detail", 404, "none")]
    [TestCase("experiments/some/changes?since=-1", 400, "since")]
    [TestCase("nothing", 404, "route")]
    public async Task Question_WithoutSense_IsAProblemThatNamesTheField(string path, int status, string named)
    {
        await _served.AddSomeAsync();

        using var answer = await _served.Client.GetAsync(new Uri($"api/v1/{path}", UriKind.Relative));

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain(named));
        Assert.That(problem.GetProperty("detail").GetString(), Does.Not.Contain(_served.Store.Location));
        Assert.That(problem.GetProperty("status").GetInt32(), Is.EqualTo(status));
    }

    [Test]
    public async Task Curves_AsJsonAndAsBytes_AreTheSame()
    {
        await _served.AddSomeAsync();
        await _served.AddAsync("some", Some.Report(1, 3, ("acc", 0.1), ("a,b", 1 / 3.0)));
        const string path = "experiments/some/curves?metric=acc&metric=a%2Cb&trials=0-1";

        var list = await GetAsync(path, TuneJson.Default.CurveList);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"api/v1/{path}", UriKind.Relative));
        request.Headers.Accept.ParseAdd(CurveBytes.ContentType);
        using var answer = await _served.Client.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();

        Assert.That(
            list.Curves.Select(curve => (curve.Trial, curve.Metric, curve.Values.Count)),
            Is.EqualTo(((int, string, int)[])[(0, "acc", 0), (0, "a,b", 0), (1, "acc", 3), (1, "a,b", 1)]));
        Assert.That(CurveReading.Of(bytes).Select(curve => (curve.Trial, curve.Metric)), Is.EqualTo(
            list.Curves.Select(curve => (curve.Trial, curve.Metric))));
        Assert.That(CurveReading.Of(bytes).SelectMany(curve => curve.Iterations), Is.EqualTo((int[])[1, 2, 3, 3]));
        Assert.That(
            CurveReading.Of(bytes).SelectMany(curve => curve.Values),
            Is.EqualTo((double[])[0.5, 0.75, 0.1, 1 / 3.0]));
    }

    [TestCase("&times=true", true)]
    [TestCase("", false)]
    public async Task Curves_SayWhenEachPointWas_IfAsked(string asked, bool said)
    {
        await _served.AddSomeAsync();

        var list = await GetAsync("experiments/some/curves?metric=acc&trials=1" + asked, TuneJson.Default.CurveList);

        var seconds = list.Curves.Single().Seconds;
        Assert.That(seconds is { Count: 2 }, Is.EqualTo(said));
        Assert.That(seconds ?? [0], Is.Ordered.And.All.GreaterThanOrEqualTo(0));
    }

    [Test]
    public async Task Metrics_ThatJsonCannotHold_ComeThrough()
    {
        await _served.AddAsync(
            "some", Some.Beginning(), Some.Report(0, 1, ("acc", double.NaN), ("loss", double.PositiveInfinity)));

        var trial = await GetAsync("experiments/some/trials/0", TuneJson.Default.TrialItem);

        Assert.That(trial.Metrics["acc"], Is.NaN);
        Assert.That(trial.Metrics["loss"], Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public async Task Detail_SaysWhatDefinesAnExperiment()
    {
        await _served.AddSomeAsync();
        await _served.AddAsync("some", Some.Report(0, 1, ("acc", 0.9), ("loss", 0.1), ("error", 0.2)));

        var detail = await GetAsync("experiments/some/detail", TuneJson.Default.ExperimentDetail);

        Assert.That((detail.Searcher, detail.Scheduler, detail.Trainable), Is.EqualTo(("random", "Moody", "some")));
        Assert.That(detail.Metrics, Is.EqualTo((string[])["acc", "error", "loss"]));
        Assert.That(
            detail.Parameters.Select(parameter => (parameter.Name, parameter.Varied)),
            Is.EqualTo(((string, bool)[])[("lr", true), ("act", true), ("hidden", true)]));
        Assert.That(detail.Parameters[0].Allowed, Does.Contain("0.001"));
        Assert.That(detail.NotByHand, Is.Null);
        Assert.That(detail.Summary.Best!.Config!["act"].GetString(), Is.EqualTo("relu"));
    }

    [Test]
    public async Task Points_SayWhatEachTrialCameTo()
    {
        await _served.AddSomeAsync();

        var points = await GetAsync("experiments/some/points?skip=1&take=5", TuneJson.Default.PointList);

        Assert.That(points.Total, Is.EqualTo(3));
        Assert.That(points.Trials, Is.EqualTo((int[])[1, 2]));
        Assert.That(points.Values, Is.EqualTo((double?[])[0.75, null]));
        Assert.That(points.Status.Select(status => points.Statuses[status]), Is.All.EqualTo("Running"));
        Assert.That(points.Seconds[0], Is.GreaterThanOrEqualTo(0));
    }

    private async Task<T> GetAsync<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> shape)
    {
        using var answer = await _served.Client.GetAsync(new Uri($"api/v1/{path}", UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return JsonSerializer.Deserialize(text, shape)!;
    }
}
