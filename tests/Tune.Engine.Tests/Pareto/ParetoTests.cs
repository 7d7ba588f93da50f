using CsCheck;
using Tune.Engine.Pareto;

namespace Tune.Engine.Tests.Pareto;

/// <summary>Fronts and volumes against their definitions, written out the slow way.</summary>
internal sealed class ParetoTests
{
    // Few values, so that ties and equal points come up all the time.
    private static readonly Gen<double> Value = Gen.OneOf(
        Gen.Int[0, 5].Select(i => (double)i), Gen.Double[0, 5], Gen.Const(double.NegativeInfinity));

    private static Gen<double[][]> Points(Gen<double> value) =>
        Gen.Int[1, 4].SelectMany(length => value.Array[length].Array[0, 30]);

    [Test]
    public void Dominates_ExamplesOfEachKind_AreAsDefined()
    {
        Assert.That(Dominance.Dominates([1, 2], [1, 1]), Is.True);
        Assert.That(Dominance.Dominates([1, 1], [1, 1]), Is.False, "equal");
        Assert.That(Dominance.Dominates([2, 0], [1, 1]), Is.False, "a trade-off");
        Assert.That(Dominance.Dominates([0, 0], 0, [9, 9], 0.1), Is.True, "feasible before infeasible");
        Assert.That(Dominance.Dominates([0, 0], 0.1, [9, 9], 0.2), Is.True, "the smaller violation");
        Assert.That(Dominance.Dominates([9, 9], 0.1, [0, 0], 0.1), Is.False, "equal violations");
    }

    [Test]
    public void Of_AnyPoints_IsWhatNothingDominates() => Points(Value).Sample(points =>
    {
        var expected = Enumerable.Range(0, points.Length)
            .Where(i => !points.Any(other => Dominance.Dominates(other, points[i])));

        Assert.That(ParetoFront.Of(points), Is.EqualTo(expected));
    });

    [Test]
    public void Ranks_AnyPoints_ArePeeledFrontByFront() => Gen.Select(Points(Value), Gen.Int[0, 2].Array[30])
        .Sample((points, violations) =>
        {
            var left = Enumerable.Range(0, points.Length).ToList();
            var expected = new int[points.Length];
            for (var rank = 0; left.Count > 0; rank++)
            {
                var front = left.Where(i => !left.Exists(other => Dominance.Dominates(
                    points[other], violations[other], points[i], violations[i]))).ToList();
                front.ForEach(i => expected[i] = rank);
                left.RemoveAll(front.Contains);
            }

            Assert.That(
                ParetoFront.Ranks(points, [.. violations.Take(points.Length).Select(v => (double)v)]),
                Is.EqualTo(expected));
        });

    [Test]
    public void Hypervolume_OfTwoSteps_IsTheirAreaWithoutTheOverlap() =>
        Assert.That(Hypervolume.Of([[2, 1], [1, 3], [1, 1], [-1, 9]], [0, 0]), Is.EqualTo(4));

    [Test]
    public void Hypervolume_OnAGrid_IsTheNumberOfCellsCovered() => Points(Gen.Int[-1, 4].Select(i => (double)i))
        .Where(points => points.Length > 0)
        .Sample(points =>
        {
            var length = points[0].Length;
            var cells = Enumerable.Range(0, (int)Math.Pow(4, length))
                .Select(cell => Enumerable.Range(0, length).Select(k => (cell >> (2 * k)) % 4).ToArray());
            var covered = cells.Count(cell => points.Any(point =>
                point.All(value => value > 0) && point.Zip(cell).All(pair => pair.First > pair.Second)));

            Assert.That(Hypervolume.Of(points, new double[length]), Is.EqualTo(covered).Within(1e-9));
        });

    [Test]
    public void Added_ByAnyPoint_IsTheDifferenceItMakes() => Points(Gen.Int[-1, 4].Select(i => (double)i))
        .Where(points => points.Length > 0)
        .Sample(points =>
        {
            var reference = new double[points[0].Length];
            var difference = Hypervolume.Of(points, reference) - Hypervolume.Of(points[1..], reference);

            Assert.That(Hypervolume.Added(points[0], points[1..], reference), Is.EqualTo(difference).Within(1e-9));
        });
}
