using CsCheck;
using ScottPlot;
using Tune.Engine.Metrics;
using Tune.Plots.Charts;
using Tune.Plots.Lettering;
using Tune.Plots.Scales;

namespace Tune.Plots.Tests.Scales;

public sealed class ScaleTests
{
    [TestCase(0, "0")]
    [TestCase(0.961288, "0.9613")]
    [TestCase(12.3456, "12.35")]
    [TestCase(123456, "123456")]
    [TestCase(0.000123, "0.000123")]
    [TestCase(0.0000123, "1.23e-5")]
    [TestCase(-2_500_000, "-2.5e6")]
    [TestCase(double.NaN, "NaN")]
    [TestCase(double.PositiveInfinity, "∞")]
    public void Short_Number_ReadsAsPeopleWriteIt(double value, string expected) =>
        Assert.That(NumberText.Short(value), Is.EqualTo(expected));

    [Test]
    public void Name_TooLong_KeepsBothEnds() =>
        Assert.That(NumberText.Name("optimizer/schedule/warmupSteps", 15), Is.EqualTo("optimiz…upSteps"));

    [TestCase(-4, -1, new[] { "0.0001", "0.001", "0.01", "0.1" })]
    [TestCase(1.5, 2.71, new[] { "50", "100", "200", "500" })]
    [TestCase(0.02, 0.15, new[] { "1.1", "1.2", "1.3", "1.4" })]
    public void Majors_LogRange_AreRoundNumbers(double low, double high, string[] expected) =>
        Assert.That(
            LogTicks.Majors(low, high).Select(position => NumberText.Short(Math.Pow(10, position), 3)),
            Is.EqualTo(expected));

    [Test]
    public void Majors_ManyDecades_AreFew() =>
        Assert.That(LogTicks.Majors(-20, 20).Count(), Is.InRange(3, 8));

    [Test]
    public void Labels_EvenSteps_HaveTheSameDecimals()
    {
        Assert.That(EvenTicks.Labels([0.85, 0.9, 0.95]), Is.EqualTo(new[] { "0.85", "0.90", "0.95" }));
        Assert.That(EvenTicks.Labels([-0.1, 0, 0.1]), Is.EqualTo(new[] { "-0.1", "0.0", "0.1" }));
        Assert.That(EvenTicks.Labels([0, 20, 40]), Is.EqualTo(new[] { "0", "20", "40" }));
    }

    [TestCase(0.7, 9.3)]
    [TestCase(-3.2, 4.6)]
    public void Regenerate_NarrowAxis_HasMoreThanOneTick(double low, double high)
    {
        var ticks = new EvenTicks(wholeOnly: true);
        using var paint = Paint.NewDisposablePaint();
        ticks.Regenerate(new CoordinateRange(low, high), Edge.Bottom, new PixelLength(250), paint, new LabelStyle());

        Assert.That(ticks.Ticks, Has.Length.InRange(2, 6));
    }

    [TestCase(2000, new[] { "lr", "opt/sgd/momentum", "loss" })]
    [TestCase(300, new[] { "lr\n ", " \nopt/sgd/momentum", "loss\n " })]
    [TestCase(150, new[] { "lr\n ", " \nopt/s…mentum", "loss\n " })]
    public void Regenerate_NamesWithoutRoom_StandInTwoRows(int width, string[] expected)
    {
        var ticks = new NameTicks(["lr", "opt/sgd/momentum", "loss"], 14);
        using var paint = Paint.NewDisposablePaint();
        ticks.Regenerate(new CoordinateRange(-0.3, 2.35), Edge.Bottom, new PixelLength(width), paint, new LabelStyle());

        Assert.That(ticks.Ticks.Select(tick => tick.Label), Is.EqualTo(expected));
    }

    [Test]
    public void Regenerate_NamesAtTheEdges_StayInTheFigure()
    {
        var name = new string('m', 40);
        var ticks = new NameTicks([name, name, name], 14);
        using var paint = Paint.NewDisposablePaint();
        ticks.Regenerate(new CoordinateRange(-0.3, 2.35), Edge.Bottom, new PixelLength(400), paint, new LabelStyle());

        var widths = ticks.Ticks.Select(tick => PlotFont.Measure(tick.Label.Trim(), 14)).ToArray();
        Assert.That(widths[0], Is.LessThanOrEqualTo(2 * ((0.3 * 400 / 2.65) + 24)));
        Assert.That(widths[1], Is.InRange(1.6 * 400 / 2.65, 2 * 400 / 2.65));
    }

    [Test]
    public void For_WideSpan_IsLog()
    {
        Assert.That(ValueScale.For([1e-4, 1e-3, 1e-2, 0.1, 1], Mode.Min).IsLog, Is.True);
        Assert.That(ValueScale.For([0.5, 0.7, 0.9], Mode.Max).IsLog, Is.False);
        Assert.That(ValueScale.For([-1, 1e6], Mode.Max).IsLog, Is.False);
    }

    [Test]
    public void For_OneDivergedLoss_CutsTheBadSideOnly()
    {
        double[] losses = [.. Enumerable.Range(0, 40).Select(i => 0.5 + (0.01 * i)), 1e9];
        var scale = ValueScale.For(losses, Mode.Min);

        Assert.That(scale.Outside, Is.EqualTo(1));
        Assert.That(scale.High, Is.LessThan(2));
        Assert.That(scale.Within(1e9).Moved, Is.True);
        Assert.That(scale.Within(1e9).Position, Is.InRange(scale.Low, scale.High));

        Assert.That(ValueScale.For(losses, Mode.Max).Outside, Is.Zero, "far too good is never hidden");
    }

    [Test]
    public void For_AnyFiniteValues_HasRoomAroundThem() =>
        Gen.Double[-1e6, 1e6].Array[1, 50].Select(Gen.Bool).Sample((values, isMax) =>
        {
            var scale = ValueScale.For(values, isMax ? Mode.Max : Mode.Min);
            return scale.High > scale.Low && double.IsFinite(scale.Low) && double.IsFinite(scale.High)
                && values.All(value => scale.Within(value).Position is var p && p >= scale.Low && p <= scale.High);
        });

    [TestCase(0.5, "ms")]
    [TestCase(90, "s")]
    [TestCase(3600, "min")]
    [TestCase(86_400, "h")]
    [TestCase(900_000, "days")]
    public void For_Span_PicksAReadableUnit(double seconds, string unit) =>
        Assert.That(TimeScale.For(seconds).Unit, Is.EqualTo(unit));

    [Test]
    public void Keep_AnySeries_KeepsEndsAndExtremesInOrder() =>
        Gen.Double[-1, 1].Array[1, 3000].Select(Gen.Int[24, 500]).Sample((values, most) =>
        {
            Coordinates[] points = [.. values.Select((value, i) => new Coordinates(i, value))];
            var kept = Thinning.Keep(points, most);
            return kept.Length <= most
                && kept[0] == points[0] && kept[^1] == points[^1]
                && kept.Max(p => p.Y) == values.Max() && kept.Min(p => p.Y) == values.Min()
                && kept.Zip(kept.Skip(1)).All(pair => pair.First.X < pair.Second.X);
        });

    [Test]
    public void Keep_PlacelessPoints_AreDropped() =>
        Assert.That(
            Thinning.Keep([new(0, double.NaN), new(1, 2), new(double.PositiveInfinity, 3)], 500),
            Is.EqualTo(new[] { new Coordinates(1, 2) }));

    [Test]
    public void Compare_NumbersInNames_CountAsNumbers() =>
        Assert.That(
            new[] { "slot 10", "slot 2", "node-2 / 0", "slot 02", "node-10 / 1" }.Order(SlotOrder.Instance),
            Is.EqualTo(new[] { "node-2 / 0", "node-10 / 1", "slot 2", "slot 02", "slot 10" }));
}
