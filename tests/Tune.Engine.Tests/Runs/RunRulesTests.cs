using Tune.Engine.Runs;

namespace Tune.Engine.Tests.Runs;

/// <summary>What may be done with runs and what not.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RunRulesTests
{
    private readonly RunLedger _ledger = new();

    public RunRulesTests() => Take(RunRules.Start(_ledger, new RunRecord("a", 0, "some", "me", 5)));

    [TestCase(1, 5, 2, ExpectedResult = 5.0, Description = "a later step")]
    [TestCase(2, 5, 1, ExpectedResult = 5.0, Description = "a later time of the same step")]
    [TestCase(1, 1, 1, ExpectedResult = 5.0, Description = "a larger value of the same time and step")]
    [TestCase(9, 1, 0, ExpectedResult = 4.0, Description = "a later time of an earlier step")]
    public double Log_OfAPoint_LeavesTheGreatestAsLatest(long time, double value, long step)
    {
        Log(new MetricPoint(4, 1, 1));
        Log(new MetricPoint(value == 1 ? 5 : value, time, step));
        return _ledger.Run("a")!.Metrics["m"].Value;
    }

    [Test]
    public void Log_OfTheSameParameter_IsTakenWithTheSameValueAlone()
    {
        Take(RunRules.Log(_ledger, "a", [], [new("lr", "0.1")], []));

        Assert.That(RunRules.Log(_ledger, "a", [], [new("lr", "0.1")], []), Is.Empty);
        Assert.That(
            () => RunRules.Log(_ledger, "a", [], [new("lr", "0.2")], []),
            Throws.TypeOf<RunException>().With.Message.Contains("'0.1'").And.Message.Contains("'0.2'"));
    }

    [Test]
    public void Write_ToADeletedRunOrCollection_IsRefused()
    {
        Take(CollectionRules.Make(_ledger, "other", [], 1));
        Take(RunRules.Start(_ledger, new RunRecord("b", 1, "some", "me", 5)));
        Take(CollectionRules.Move(_ledger, 1, isDeleted: true, 2));

        Assert.That(_ledger.Run("b")!.IsDeleted, Is.True);
        Assert.That(
            () => RunRules.Log(_ledger, "b", [], [], [new("k", "v")]),
            Throws.TypeOf<RunException>().With.Message.Contains("The run b must be in the 'active' state"));
        Assert.That(
            () => RunRules.Start(_ledger, new RunRecord("c", 1, "some", "me", 5)),
            Throws.TypeOf<RunException>().With.Property("Fault").EqualTo(RunFault.Invalid));
        Take(CollectionRules.Move(_ledger, 1, isDeleted: false, 3));
        Assert.That(RunRules.Log(_ledger, "b", [], [], [new("k", "v")]), Has.Count.EqualTo(1));
    }

    [Test]
    public void Log_OfPointsThatAreThere_HasTheOthersAlone()
    {
        var points = Enumerable.Range(0, 3000).Select(step => new NamedPoint("m", new MetricPoint(1, step, step)));
        Take(RunRules.Log(_ledger, "a", [.. points], [], []));

        Assert.That(RunRules.Log(_ledger, "a", [.. points.Reverse()], [], []), Is.Empty);
        var other = new NamedPoint("m", new MetricPoint(2, 7, 7));
        var fact = (RunFact.RunMeasured)RunRules.Log(_ledger, "a", [.. points, other], [], []).Single();
        Assert.That(fact.Points, Is.EqualTo(new[] { other }));
    }

    [Test]
    public void Spans_OfPointsOutsideABlock_IsFalse()
    {
        var block = new PointBlock([new(1, 50, 5), new(1, 20, 9), new(1, 80, 2)]);

        Assert.That(block.Spans(new MetricPoint(9, 60, 5)), Is.True);
        Assert.That(block.Spans(new MetricPoint(1, 79, 2)), Is.False, "before the first");
        Assert.That(block.Spans(new MetricPoint(1, 21, 9)), Is.False, "after the last");
        Assert.That(block.Holds(new MetricPoint(1, 20, 9)) && block.Holds(new MetricPoint(1, 80, 2)), Is.True);
    }

    [Test]
    public void AddVersion_WithAnOriginThatIsTooLong_IsRefused()
    {
        Take(ModelRules.Make(_ledger, "m", "", [], 1));
        var origin = new VersionOrigin("x", null);
        foreach (var bad in new[]
        {
            origin with { Experiment = new string('e', 501) }, origin with { Checkpoint = new string('c', 251) },
            origin with { Trial = -1 }, origin with { Experiment = "\ud800" },
        })
        {
            Assert.That(
                () => ModelRules.AddVersion(_ledger, "m", bad, "", [], 2),
                Throws.TypeOf<RunException>().With.Property("Fault").EqualTo(RunFault.Invalid));
        }
    }

    [Test]
    public void Attach_OfHalfASurrogatePair_IsRefused() => Assert.That(
        () => RunRules.Attach(_ledger, "a", isOutput: true, ["{\ud800}"]),
        Throws.TypeOf<RunException>().With.Message.Contains("output").And.Message.Contains("surrogate"));

    [Test]
    public void Move_OfACollection_IsOneFactHoweverManyRunsItHas()
    {
        Take(CollectionRules.Make(_ledger, "other", [], 1));
        for (var number = 0; number < 100; number++)
        {
            Take(RunRules.Start(_ledger, new RunRecord($"b{number}", 1, "some", "me", 5)));
        }

        var facts = CollectionRules.Move(_ledger, 1, isDeleted: true, 2);
        Take(facts);

        Assert.That(facts, Has.Count.EqualTo(1));
        Assert.That(_ledger.RunsOf(1).Select(run => run.IsDeleted), Is.All.True);
        Assert.That(_ledger.Run("a")!.IsDeleted, Is.False, "it is in another collection");
    }

    [TestCase("../../secret", 5)]
    [TestCase("", 5)]
    [TestCase("0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF", 5)]
    [TestCase("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", -1)]
    public void Apply_OfAnArtifactWithoutADigest_Throws(string digest, long length) => Assert.That(
        () => _ledger.Apply(new RunFact.ArtifactPut("p", digest, length, 1)), Throws.TypeOf<InvalidDataException>());

    [Test]
    public void Tag_OfTheName_RenamesTheRun()
    {
        Take(RunRules.Tag(_ledger, "a", new RunEntry(RunNames.NameTag, "other")));
        Assert.That(_ledger.Run("a")!.Name, Is.EqualTo("other"));
        Take(RunRules.Change(_ledger, "a", null, null, "third"));
        Assert.That(_ledger.Run("a")!.Tags[RunNames.NameTag], Is.EqualTo("third"));
    }

    [TestCase("")]
    [TestCase("../a")]
    [TestCase("a//b")]
    [TestCase("/a")]
    [TestCase("a/.")]
    [TestCase("a\\b")]
    [TestCase("a#b")]
    [TestCase("a<b>")]
    public void CheckKey_OfWhatIsNoName_Throws(string key) =>
        Assert.That(() => RunNames.CheckKey("metric", key), Throws.TypeOf<RunException>());

    [TestCase("a")]
    [TestCase("val/acc.1 - x:y_z")]
    [TestCase("größe")]
    public void CheckKey_OfAName_Passes(string key) =>
        Assert.That(() => RunNames.CheckKey("metric", key), Throws.Nothing);

    [TestCase("..")]
    [TestCase("a/../b")]
    [TestCase("/etc/passwd")]
    [TestCase("a\\b")]
    [TestCase("c:/x")]
    [TestCase("a#b")]
    [TestCase("a%2e")]
    [TestCase("a/")]
    [TestCase("a\0b")]
    public void CheckPath_OfATrick_Throws(string path) =>
        Assert.That(() => RunNames.CheckPath(path), Throws.TypeOf<RunException>().With.Message.EqualTo("Invalid path"));

    [Test]
    public void Alias_ThatLooksLikeAVersion_IsRefused()
    {
        Take(ModelRules.Make(_ledger, "m", "", [], 1));
        Take(ModelRules.AddVersion(_ledger, "m", new VersionOrigin("x", null), "", [], 2));

        foreach (var alias in new[] { "latest", "v1", "a b", "" })
        {
            Assert.That(() => ModelRules.Alias(_ledger, "m", alias, 1, 3), Throws.TypeOf<RunException>(), alias);
        }

        Assert.That(ModelRules.Alias(_ledger, "m", "champion", 1, 3), Has.Count.EqualTo(1));
    }

    private void Log(MetricPoint point) => Take(RunRules.Log(_ledger, "a", [new("m", point)], [], []));

    private void Take(IReadOnlyList<RunFact> facts)
    {
        foreach (var fact in facts)
        {
            _ledger.Apply(fact);
        }
    }
}
