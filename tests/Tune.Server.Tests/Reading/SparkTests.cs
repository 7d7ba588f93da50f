using System.Net;
using System.Text.Json;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Schedulers.Pbt;
using Tune.Testing.Stores;

namespace Tune.Server.Tests.Reading;

/// <summary>How the best results came about, for a list of experiments.</summary>
internal sealed class SparkTests
{
    private ServedStore _served = null!;

    [SetUp]
    public async Task Start() => _served = await ServedStore.StartAsync();

    [TearDown]
    public async Task End() => await _served.DisposeAsync();

    [Test]
    public async Task Spark_OfTrials_IsTheBestSoFarByTheirNumbers()
    {
        await _served.AddAsync(
            "some", Some.Beginning("some", 5), Some.Report(0, 1, ("acc", 0.5)), Some.Report(1, 1, ("acc", 0.25)),
            Some.Report(3, 1, ("acc", double.NaN)), Some.Report(4, 1, ("acc", 0.75)));

        var spark = (await GetAsync("sparks?experiment=some")).Single();

        Assert.That(spark.Values, Is.EqualTo((double[])[0.5, 0.5, 0.75]));
        Assert.That((spark.Experiment, spark.Position), Is.EqualTo(("some", (await GlanceAsync("some")).Position)));
    }

    [Test]
    public async Task Spark_OfManyTrials_KeepsTheFirstAndTheLast()
    {
        await _served.AddAsync(
            "some", Some.Beginning("some", 1000),
            Enumerable.Range(0, 1000).SelectMany(trial => Some.Report(trial, 1, ("acc", trial))));

        var values = (await GetAsync("sparks?experiment=some")).Single().Values;

        Assert.That((values.Count, values[0], values[^1]), Is.EqualTo((40, 0d, 999d)));
        Assert.That(values, Is.Ordered.Ascending);
    }

    [Test]
    public async Task Spark_OfAPopulation_IsTheBestSoFarOfItsBestTrial()
    {
        var spec = Some.Spec() with { Scheduler = new PbtOptions { MaxIterations = 20, Interval = 5 } };
        await _served.AddAsync(
            "some", [new ExperimentEvent.Created(Some.At(0), spec), .. Some.Beginning("some", 2).Skip(1)],
            Some.Report(1, 1, ("acc", 0.5)), Some.Report(1, 2, ("acc", 0.25)), Some.Report(1, 3, ("acc", 0.75)),
            Some.Report(0, 1, ("acc", 0.1)));

        Assert.That(
            (await GetAsync("sparks?experiment=some")).Single().Values, Is.EqualTo((double[])[0.5, 0.5, 0.75]));
    }

    [Test]
    public async Task Sparks_OfSeveral_LeaveOutWhatIsNotThere()
    {
        await _served.AddAsync("a-b", Some.Beginning("a-b"));
        await _served.AddAsync("other", Some.Beginning("other"));

        var sparks = await GetAsync("sparks?experiment=a-b&experiment=missing&experiment=other");

        Assert.That(sparks.Select(spark => spark.Experiment), Is.EqualTo((string[])["a-b", "other"]));
        Assert.That(sparks[0].Values, Is.Empty);
    }

    [TestCase("sparks")]
    [TestCase("sparks?{51}")]
    public async Task Sparks_OfNoneOrTooMany_AreRefused(string path)
    {
        var many = string.Join('&', Enumerable.Range(0, 51).Select(i => $"experiment=e{i}"));
        using var answer = await _served.Client.GetAsync(new Uri(
            "api/v1/" + path.Replace("{51}", many, StringComparison.Ordinal), UriKind.Relative));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("1 to 50 times"));
    }

    private async Task<ExperimentItem> GlanceAsync(string experiment) => JsonSerializer.Deserialize(
        await _served.Client.GetStringAsync(new Uri($"api/v1/experiments/{experiment}", UriKind.Relative)),
        TuneJson.Default.ExperimentItem)!;

    private async Task<IReadOnlyList<SparkItem>> GetAsync(string path) => JsonSerializer.Deserialize(
        await _served.Client.GetStringAsync(new Uri("api/v1/" + path, UriKind.Relative)),
        TuneJson.Default.SparkList)!.Sparks;
}
