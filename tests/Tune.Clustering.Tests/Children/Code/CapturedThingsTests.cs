using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Tune.Clustering.Children.Code;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Trainables;

namespace Tune.Clustering.Tests.Children.Code;

/// <summary>What of the captured things tells one training code from another.</summary>
internal sealed class CapturedThingsTests
{
    private sealed class Model(double rate, Model? inner = null)
    {
        private readonly double _rate = rate;
        private readonly Model? _inner = inner;

        public double Score => _rate + (_inner?.Score ?? 0);
    }

    private sealed class Node
    {
        public Node? Next { get; set; }

        public int Number { get; set; }
    }

    private sealed class Service(double rate, Guid id)
    {
        private readonly Random _random = new(1);

        public TrainableDefinition Code() => Trainable.Function(
            "x", async (TrialContext context, Configuration _) => await context.ReportAsync(("score", rate)));

        public string Call() => $"{id} {_random.Next()}";
    }

    private sealed record Row(string Name, float[] Values);

    private interface IStrategy
    {
        double Run();
    }

    private sealed class Doubling(double rate) : IStrategy
    {
        public double Run() => rate * 2;
    }

    // Two that are the same and one that is another.
    private static IEnumerable<TestCaseData> Pairs()
    {
        yield return Case("class", new Model(1), new Model(1), new Model(2));
        yield return Case("class in a class", new Model(1, new(2)), new Model(1, new(2)), new Model(1, new(3)));
        yield return Case("cycle", Ring(1), Ring(1), Ring(2));
        yield return Case("large array", Floats(5_000, 1), Floats(5_000, 1), Floats(5_000, 2));
        yield return Case(
            "large list", Floats(5_000, 1).ToList(), Floats(5_000, 1).ToList(), Floats(5_000, 2).ToList());
        yield return Case("large text array", Texts("a"), Texts("a"), Texts("b"));
        yield return Case("table", new[,] { { 1, 2 } }, new[,] { { 1, 2 } }, new[,] { { 1 }, { 2 } });
        yield return Case("rows", Rows(1), Rows(1), Rows(2));
        yield return Case("jagged", Jagged(1), Jagged(1), Jagged(2));
        yield return Case("set", new HashSet<string> { "a", "b" }, new HashSet<string> { "b", "a" },
            new HashSet<string> { "a", "c" });
        yield return Case("dictionary that ignores case",
            new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 },
            new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 },
            new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase) { ["a"] = 2 });
        yield return Case("concurrent dictionary",
            new ConcurrentDictionary<string, int> { ["a"] = 1, ["b"] = 2 },
            new ConcurrentDictionary<string, int> { ["b"] = 2, ["a"] = 1 },
            new ConcurrentDictionary<string, int> { ["a"] = 1, ["b"] = 3 });
        yield return Case("immutable array", ImmutableArray.Create(1, 2), [1, 2], ImmutableArray.Create(1, 3));
        yield return Case("structure", (1, new Model(1)), (1, new Model(1)), (1, new Model(2)));
        yield return Case("record with a class", new KeyValuePair<string, Model>("a", new(1)),
            new KeyValuePair<string, Model>("a", new(1)), new KeyValuePair<string, Model>("a", new(2)));
        yield return Case("delegate", Adding(1), Adding(1), Adding(2));
        yield return Case("delegates", Adding(1) + Adding(2), Adding(1) + Adding(2), Adding(1) + Adding(3));
        yield return Case("behind an interface", (IStrategy)new Doubling(1), new Doubling(1), new Doubling(2));
        yield return Case("address", new Uri("http://a/"), new Uri("http://a/"), new Uri("http://b/"));
    }

    [TestCaseSource(nameof(Pairs))]
    public void Of_OtherContents_Differ(
        TrainableDefinition one, TrainableDefinition same, TrainableDefinition other) => Assert.Multiple(() =>
    {
        Assert.That(TrainingCode.Of(same).Text, Is.EqualTo(TrainingCode.Of(one).Text));
        Assert.That(TrainingCode.Of(other).Text, Is.Not.EqualTo(TrainingCode.Of(one).Text));
        Assert.That(TrainingCode.Of(one).Uncompared, Is.Empty);
    });

    [Test]
    public void Of_WhatOnlyAnotherLambdaUses_IsTheSame()
    {
        TrainableDefinition Make(Guid id)
        {
            using var client = new HttpClient();
            var rate = 0.5;
            Func<string> other = () => $"{id} {client.Timeout} {rate}";
            Assert.That(other(), Is.Not.Empty);
            return Trainable.Function("x", async (TrialContext context, Configuration _) =>
                await context.ReportAsync(("score", rate)));
        }

        var one = TrainingCode.Of(Make(Guid.NewGuid()));
        Assert.Multiple(() =>
        {
            Assert.That(one.Text, Is.EqualTo(TrainingCode.Of(Make(Guid.NewGuid())).Text));
            Assert.That(one.IsPortable, one.IsPortable ? "" : one.WhyNotPortable());
        });
    }

    [Test]
    public void Of_AMethodOfAService_GoesByTheFieldsItReads()
    {
        var one = new Service(1, Guid.NewGuid());
        Assert.That(one.Call(), Is.Not.Empty);
        var text = TrainingCode.Of(one.Code()).Text;
        Assert.Multiple(() =>
        {
            Assert.That(text, Is.EqualTo(TrainingCode.Of(new Service(1, Guid.NewGuid()).Code()).Text));
            Assert.That(text, Is.Not.EqualTo(TrainingCode.Of(new Service(2, Guid.NewGuid()).Code()).Text));
            Assert.That(TrainingCode.Of(one.Code()).Uncompared, Is.Empty);
        });
    }

    [TestCase("client' (HttpClient)")]
    [TestCase("stream' (MemoryStream)")]
    [TestCase("random' (Random)")]
    [TestCase("later' (Lazy<Double>)")]
    public void Uncompared_WhatHasALifeOfItsOwn_IsNamed(string what)
    {
        using var client = new HttpClient();
        using var stream = new MemoryStream();
        var random = new Random(1);
        var later = new Lazy<double>(() => 1);
        var code = what[0] switch
        {
            'c' => Using(() => client.Timeout.TotalSeconds),
            's' => Using(() => stream.Length),
            'r' => Using(() => random.NextDouble()),
            _ => Using(() => later.Value),
        };
        Assert.That(TrainingCode.Of(code).Uncompared, Has.One.EndsWith(what));
    }

    [Test]
    public void Uncompared_WhatEachProcessHasForItself_IsNothing()
    {
        var (gate, watch, clock) = (new Lock(), Stopwatch.StartNew(), TimeProvider.System);
        var leave = default(CancellationToken);
        var code = Using(() =>
        {
            lock (gate)
            {
                return watch.Elapsed.TotalSeconds + clock.GetTimestamp() + (leave.IsCancellationRequested ? 1 : 0);
            }
        });
        Assert.That(TrainingCode.Of(code).Uncompared, Is.Empty);
    }

    [Test]
    public void Uncompared_AChainWithoutEnd_IsNamed()
    {
        var first = new Node();
        var last = first;
        for (var i = 0; i < 100; i++)
        {
            last = last.Next = new Node { Number = i };
        }

        Assert.That(TrainingCode.Of(Using(() => first.Next!.Number)).Uncompared, Has.One.Contains("Next' (Node)"));
    }

    [Test]
    public void Difference_InAnObjectOfAClass_NamesTheField() => Assert.That(
        CodeDifference.Sentence(
            TrainingCode.Of(Of(new Model(1, new(2)))).Text, TrainingCode.Of(Of(new Model(1, new(3)))).Text),
        Does.Contain("_inner._rate' was 2 where").And.Contain("is 3 here"));

    [Test]
    public void Difference_InAList_NamesThePlaceAndShowsNoTypes() => Assert.Multiple(() =>
    {
        Assert.That(
            Difference(new[] { 1.5, 2 }, [1.5, 3]), Does.Contain("value[1]' was 2 where").And.Contain("is 3 here"));
        Assert.That(
            Difference(new[] { 1.5 }, [1.5, 3]), Does.Contain("value' was [1.5] where").And.Contain("is [1.5, 3] h"));
        Assert.That(
            Difference(new Dictionary<string, int> { ["a"] = 1 }, new Dictionary<string, int> { ["a"] = 2 }),
            Does.Contain("value[a]' was 1 where"));
    });

    private static string Difference<T>(T one, T other)
        where T : notnull => CodeDifference.Sentence(TrainingCode.Of(Of(one)).Text, TrainingCode.Of(Of(other)).Text);

    [Test]
    public void Difference_InALargeArray_SaysHowMany() => Assert.That(
        CodeDifference.Sentence(
            TrainingCode.Of(Of(Floats(5_000, 1))).Text, TrainingCode.Of(Of(Floats(6_000, 1))).Text),
        Does.Contain("was 5000 values with the SHA-256").And.Contain("is 6000 values"));

    private static TestCaseData Case<T>(string name, T one, T same, T other)
        where T : notnull => new TestCaseData(Of(one), Of(same), Of(other)).SetArgDisplayNames(name);

    // A record's, a structure's and an array's contents are all told; an object's those that the code comes to.
    private static TrainableDefinition Of<T>(T value)
        where T : notnull => Trainable.Function("x", async (TrialContext context, Configuration _) =>
            await context.ReportAsync(("score", Score(value))));

    private static double Score(object value) => value switch
    {
        Model model => model.Score,
        IStrategy strategy => strategy.Run(),
        Func<double, double> add => add(1),
        _ => value.GetHashCode(),
    };

    private static TrainableDefinition Using(Func<double> score) => Trainable.Function(
        "x", async (TrialContext context, Configuration _) => await context.ReportAsync(("score", score())));

    private static Func<double, double> Adding(double addend) => number => number + addend;

    private static Node Ring(int number)
    {
        var node = new Node { Number = number };
        node.Next = new Node { Next = node };
        return node;
    }

    private static float[] Floats(int count, float last) => [.. new float[count - 1], last];

    private static string[] Texts(string last) => [.. Enumerable.Repeat("x", 5_000), last];

    private static List<Row> Rows(float last) =>
        [.. Enumerable.Repeat(new Row("x", [1, 2]), 5_000), new Row("y", Floats(20, last))];

    private static float[][] Jagged(float last) => [.. Enumerable.Range(0, 5_000).Select(_ => Floats(20, last))];
}
