using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tune.Client;
using Tune.Engine.Experiments;
using Tune.Engine.Stores;
using Tune.Schedulers.Asha;
using Tune.Schedulers.HyperBand;
using Tune.Testing.Stores;

namespace Tune.Server.Tests.Reading;

/// <summary>Which ladder of rungs each trial climbs.</summary>
internal sealed class BracketTests
{
    private ServedStore _served = null!;

    [SetUp]
    public async Task Start() => _served = await ServedStore.StartAsync();

    [TearDown]
    public async Task End() => await _served.DisposeAsync();

    [Test]
    public async Task Brackets_OfHyperBand_AreThoseBegunAndThoseToCome()
    {
        await BeginAsync(Some.Spec() with { Scheduler = new HyperBandOptions { MaxIterations = 9 }, Trials = 30 }, 12);

        var detail = await GetAsync("experiments/some/detail", TuneJson.Default.ExperimentDetail);

        Assert.That(
            detail.Brackets.Select(each => (each.Bracket, each.Size, string.Join(' ', each.Rungs))),
            Is.EqualTo(((int, long?, string)[])
                [(0, 9, "1 3 9"), (1, 5, "3 9"), (2, 3, "9"), (3, 9, "1 3 9"), (4, 5, "3 9")]));
        var points = await GetAsync("experiments/some/points", TuneJson.Default.PointList);
        Assert.That(points.Brackets, Is.EqualTo((int[])[0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]));
        var list = await GetAsync("experiments/some/trials?skip=8&take=2", TuneJson.Default.TrialList);
        Assert.That(list.Trials.Select(trial => trial.Bracket), Is.EqualTo((int?[])[0, 1]));
    }

    [Test]
    public async Task Brackets_ThatAreDrawn_AreKnownForEachTrial()
    {
        var asha = new AshaOptions { MaxIterations = 9, ReductionFactor = 3, Brackets = 2 };
        await BeginAsync(Some.Spec() with { Scheduler = asha, Trials = null }, 40);

        var detail = await GetAsync("experiments/some/detail", TuneJson.Default.ExperimentDetail);
        var points = await GetAsync("experiments/some/points", TuneJson.Default.PointList);

        Assert.That(
            detail.Brackets.Select(each => (each.Bracket, each.Size, string.Join(' ', each.Rungs))),
            Is.EqualTo(((int, long?, string)[])[(0, null, "1 3 9"), (1, null, "3 9")]));
        Assert.That(points.Brackets!.Distinct().Order(), Is.EqualTo((int[])[0, 1]));
    }

    [Test]
    public async Task Brackets_OfOneLadder_AreNotSaid()
    {
        await BeginAsync(Some.Spec() with { Scheduler = new AshaOptions { MaxIterations = 9 } }, 2);

        Assert.That((await GetAsync("experiments/some/detail", TuneJson.Default.ExperimentDetail)).Brackets, Is.Empty);
        Assert.That((await GetAsync("experiments/some/points", TuneJson.Default.PointList)).Brackets, Is.Null);
        Assert.That((await GetAsync("experiments/some/trials/1", TuneJson.Default.TrialItem)).Bracket, Is.Null);
    }

    private Task<IJournal> BeginAsync(ExperimentSpec spec, int trials) => _served.AddAsync(
        "some", [new ExperimentEvent.Created(Some.At(0), spec), .. Some.Beginning("some", trials).Skip(1)]);

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> shape) => JsonSerializer.Deserialize(
        await _served.Client.GetStringAsync(new Uri("api/v1/" + path, UriKind.Relative)), shape)!;
}
