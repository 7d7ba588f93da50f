using CsCheck;
using Tune.Engine.Ports;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Tests.Ranking;

internal sealed class RankTreeProperties
{
    [Test]
    public void Tree_AfterAnyAdditions_AnswersAsASortedList() => Gen.Int[0, 50].Array[0, 300].Sample(keys =>
    {
        var tree = new RankTree<int>();
        var list = new List<int>();
        foreach (var key in keys)
        {
            tree.Add(key);
            list.Add(key);
            list.Sort();
            Assert.That(tree.CountBelow(key), Is.EqualTo(list.Count(other => other < key)));
        }

        AssertSame(tree, list);
    });

    // Large enough for three levels, so that inner nodes split as well.
    [TestCase("rising")]
    [TestCase("falling")]
    [TestCase("mixed")]
    [TestCase("few values")]
    [TestCase("inwards")]
    public void Tree_WithManyKeys_AnswersAsASortedList(string order)
    {
        const int count = 60_000;
        var tree = new RankTree<int>();
        var list = new List<int>();
        for (var i = 0; i < count; i++)
        {
            var key = order switch
            {
                "rising" => i,
                "falling" => -i,
                "mixed" => (int)((i * 7919L) % count),
                "few values" => i % 7,
                _ => i % 2 == 0 ? i : -i,
            };
            tree.Add(key);
            list.Add(key);
        }

        list.Sort();
        AssertSame(tree, list);
    }

    [Test]
    public void Tree_AfterAnyAdditionsAndRemovals_AnswersAsASortedList() =>
        Gen.Select(Gen.Int[0, 50], Gen.Int[0, 2]).Array[0, 300].Sample(steps =>
        {
            var tree = new RankTree<int>();
            var list = new List<int>();
            foreach (var (key, kind) in steps)
            {
                if (kind == 0)
                {
                    Assert.That(tree.Remove(key), Is.EqualTo(list.Remove(key)));
                }
                else
                {
                    tree.Add(key);
                    list.Add(key);
                }
            }

            list.Sort();
            AssertSame(tree, list);
        });

    [TestCase(0, 1)]
    [TestCase(200, 1)]
    [TestCase(250, 50)]
    [TestCase(60_000, 60_000)]
    public void Carry_ATree_AnswersAndGrowsAsBefore(int count, int values)
    {
        var (tree, list) = (new RankTree<int>(), new List<int>());
        foreach (var key in Enumerable.Range(0, count).Select(i => (int)(i * 7919L % values)))
        {
            tree.Add(key);
            list.Add(key);
        }

        var read = new RankTree<int>();
        read.Add(-1);
        read.Carry(MemoryCarrier.ToRead(Bytes(tree)), static (by, key) => by.Number(key));
        Assert.That(Bytes(read), Is.EqualTo(Bytes(tree)));
        foreach (var key in Enumerable.Range(0, (count / 10) + 300).Select(i => (int)(i * 104_729L % (values + 5))))
        {
            read.Add(key);
            list.Add(key);
        }

        foreach (var key in Enumerable.Range(0, 100).Select(i => i % (values + 5)).Where(list.Remove))
        {
            Assert.That(read.Remove(key));
        }

        list.Sort();
        AssertSame(read, list);
    }

    [Test]
    public void Carry_KeysOutOfOrder_IsRefused() => Assert.That(
        () => new RankTree<int>().Carry(
            MemoryCarrier.ToRead(new byte[] { 2, 4, 2 }), static (by, key) => by.Number(key)),
        Throws.InstanceOf<InvalidDataException>());

    private static byte[] Bytes(RankTree<int> tree)
    {
        var by = MemoryCarrier.ToWrite();
        tree.Carry(by, static (by, key) => by.Number(key));
        return by.Written.ToArray();
    }

    // Leaves that are emptied, and equal keys that go on from one leaf to the next.
    [TestCase(1)]
    [TestCase(40)]
    [TestCase(60_000)]
    public void Tree_EmptiedAndFilledAgain_AnswersAsASortedList(int values)
    {
        const int count = 60_000;
        var tree = new RankTree<int>();
        var list = new List<int>();
        foreach (var key in Enumerable.Range(0, count).Select(i => (int)(i * 7919L % count) % values))
        {
            tree.Add(key);
        }

        foreach (var key in Enumerable.Range(0, count).Select(i => i % values).Where(key => key % 3 != 1))
        {
            Assert.That(tree.Remove(key));
        }

        Assert.That(tree.Remove(-1), Is.False);
        foreach (var key in Enumerable.Range(0, count).Select(i => i % values))
        {
            list.Add(key);
            tree.Add(key);
            if (key % 3 == 1)
            {
                list.Add(key);
            }
        }

        list.Sort();
        AssertSame(tree, list);
    }

    [Test]
    public void At_OutsideTheCount_IsRefused()
    {
        var tree = new RankTree<int>();
        tree.Add(1);

        Assert.That(() => tree[1], Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => tree[-1], Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Standings_ComeBestFirst_TiesByTrialNumber()
    {
        Standing[] standings = [Of(0.5, 4), Of(0.7, 3), Of(0.5, 1), Of(double.NaN, 0), Of(-2, 2)];

        Assert.That(standings.Order().Select(s => s.Trial.Number), Is.EqualTo(new[] { 3, 1, 4, 2, 0 }));
    }

    [Test]
    public void Standing_TakesTwelveBytes() =>
        Assert.That(System.Runtime.CompilerServices.Unsafe.SizeOf<Standing>(), Is.EqualTo(12));

    private static Standing Of(double score, int trial) => new(Score.Of(score, Mode.Max), new TrialId(trial));

    private static void AssertSame(RankTree<int> tree, List<int> sorted)
    {
        Assert.That(tree.Count, Is.EqualTo(sorted.Count));
        var below = 0;
        for (var rank = 0; rank < sorted.Count; rank++)
        {
            below = rank > 0 && sorted[rank] == sorted[rank - 1] ? below : rank;
            if (tree[rank] != sorted[rank] || tree.CountBelow(sorted[rank]) != below)
            {
                Assert.Fail($"At rank {rank}: {tree[rank]}, {tree.CountBelow(sorted[rank])} below; "
                    + $"expected {sorted[rank]}, {below} below.");
            }
        }
    }
}
