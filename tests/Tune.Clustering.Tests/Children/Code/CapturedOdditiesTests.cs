using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Tune.Clustering.Children.Code;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Trainables;

namespace Tune.Clustering.Tests.Children.Code;

/// <summary>Captured things that are easily misjudged.</summary>
internal sealed class CapturedOdditiesTests
{
    private sealed record Tree(int Number, Tree[] Parts);

    private sealed record Shared(string Name);

    private sealed record Pair(Shared One, Shared Other);

    [InlineArray(4)]
    private struct Four
    {
        private int _first;
    }

    [Test]
    public void Of_AnIteratorMadeOnAnotherThread_IsTheSame()
    {
        var here = Of(Numbers(3)).Text;
        var there = "";
        var thread = new Thread(() => there = Of(Numbers(3)).Text);
        thread.Start();
        thread.Join();
        Assert.That(there, Is.EqualTo(here));
        Assert.That(Of(Numbers(4)).Text, Is.Not.EqualTo(here));
    }

    [Test]
    public void Of_SharedValuesInAnUnorderedCollection_GoesByNoOrder()
    {
        var (a, b) = (new Shared("a"), new Shared("b"));
        var one = new ConcurrentDictionary<int, Pair> { [1] = new(a, b), [2] = new(b, a), [3] = new(a, a) };
        var other = new HashSet<Pair>(ReferenceEqualityComparer.Instance) { new(a, b), new(b, a), new(a, a) };
        var turned = new HashSet<Pair>(ReferenceEqualityComparer.Instance) { new(a, a), new(b, a), new(a, b) };
        Assert.That(Of(turned).Text, Is.EqualTo(Of(other).Text));
        Assert.That(Of(one).Uncompared, Is.Empty);
    }

    [Test]
    public void Uncompared_WhatIsNotSeenWhole_IsNamed()
    {
        var json = JsonDocument.Parse("{}");
        json.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(Of(json).Uncompared, Has.One.Contains("JsonDocument"));
            Assert.That(Of((nint)3).Uncompared, Has.One.Contains("IntPtr"));
            Assert.That(Of(default(Four)).Uncompared, Has.One.Contains("Four"));
        });
    }

    [Test]
    public void Of_ConfigurationsAndMetrics_AreComparedByTheirText() => Assert.Multiple(static () =>
    {
        var (one, same) = (Configuration.Of(("a", 1)), Configuration.Of(("a", 1)));
        Assert.That(Of(one).Text, Is.EqualTo(Of(same).Text));
        Assert.That(Of(Configuration.Of(("a", 1))).Text, Is.Not.EqualTo(Of(Configuration.Of(("a", 2))).Text));
        Assert.That(Of(MetricSet.Of(("a", 1))).Text, Is.Not.EqualTo(Of(MetricSet.Of(("a", double.NaN))).Text));
    });

    [Test]
    public void Make_ADeepTree_IsMadeOrSaidToBeTooDeep()
    {
        var tree = new Tree(0, []);
        for (var i = 1; i <= 14; i++)
        {
            tree = new Tree(i, [tree]);
        }

        var code = Of(tree);
        Assert.That(code.IsPortable, code.IsPortable ? "" : code.WhyNotPortable());
        Assert.That(() => TrainingCode.Make("x", code.Text), Throws.Nothing);
        for (var i = 15; i <= 600; i++)
        {
            tree = new Tree(i, [tree]);
        }

        Assert.That(Of(tree).IsPortable, Is.False);
        Assert.That(() => TrainingCode.Make("x", "{"), Throws.TypeOf<CodeException>());
    }

    private static IEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return i;
        }
    }

    private static TrainingCode Of<T>(T value)
        where T : notnull => TrainingCode.Of(Trainable.Function("x", async (TrialContext context, Configuration _) =>
            await context.ReportAsync(("score", value.GetHashCode()))));
}
