using Tune.Engine.Spaces;
using Tune.Schedulers.Pbt;

namespace Tune.Schedulers.Tests.Pbt;

internal sealed class NeighbourTests
{
    private static ParameterValue Up(Domain domain, ParameterValue value) => Neighbour.Of(domain, value, 1.2);

    private static ParameterValue Down(Domain domain, ParameterValue value) => Neighbour.Of(domain, value, 0.8);

    [Test]
    public void Real_IsMultiplied_AndMovedIntoItsDomain()
    {
        var domain = new RealDomain(0.1, 1);

        Assert.That(Up(domain, 0.5).AsReal(), Is.EqualTo(0.6).Within(1e-12));
        Assert.That(Down(domain, 0.5).AsReal(), Is.EqualTo(0.4).Within(1e-12));
        Assert.That((Up(domain, 0.95).AsReal(), Down(domain, 0.11).AsReal()), Is.EqualTo((1.0, 0.1)));
    }

    [Test]
    public void Real_AtZero_MovesByATenthOfTheDomain()
    {
        Assert.That(Up(new RealDomain(0, 5), 0.0).AsReal(), Is.EqualTo(0.5).Within(1e-12));
        Assert.That(Down(new RealDomain(-5, 5), 0.0).AsReal(), Is.EqualTo(-1).Within(1e-12));
    }

    [Test]
    public void Real_WithSteps_StaysOnThem_AndAlwaysMoves()
    {
        var domain = new RealDomain(0, 1, step: 0.1);

        Assert.That((Up(domain, 0.1).AsReal(), Down(domain, 0.1).AsReal()), Is.EqualTo((0.2, 0.0)));
        Assert.That((Up(domain, 0.5).AsReal(), Up(domain, 1.0).AsReal()), Is.EqualTo((0.6, 1.0)));
    }

    [Test]
    public void Integer_IsRounded_AndAlwaysMovesUnlessAtABound()
    {
        var domain = new IntegerDomain(1, 100);

        Assert.That((Up(domain, 10).AsInteger(), Down(domain, 10).AsInteger()), Is.EqualTo((12L, 8L)));
        Assert.That((Up(domain, 1).AsInteger(), Down(domain, 2).AsInteger()), Is.EqualTo((2L, 1L)));
        Assert.That((Down(domain, 1).AsInteger(), Up(domain, 100).AsInteger()), Is.EqualTo((1L, 100L)));
        Assert.That(Up(new IntegerDomain(-9, 9), -2).AsInteger(), Is.EqualTo(-3), "away from zero");
    }

    [Test]
    public void Ordinal_MovesOnePlace_AtAnEndInwards()
    {
        var domain = new OrdinalDomain(["small", "medium", "large"]);

        Assert.That((Up(domain, "medium").AsText(), Down(domain, "medium").AsText()), Is.EqualTo(("large", "small")));
        Assert.That((Up(domain, "large").AsText(), Down(domain, "small").AsText()), Is.EqualTo(("medium", "medium")));
        Assert.That(Up(new OrdinalDomain(["only"]), "only").AsText(), Is.EqualTo("only"));
    }

    [Test]
    public void Choice_OfNumbers_MovesToTheNeighbourByValue()
    {
        var domain = new ChoiceDomain([256, 32, 128, 64]);

        Assert.That((Up(domain, 64).AsInteger(), Down(domain, 64).AsInteger()), Is.EqualTo((128L, 32L)));
        Assert.That((Up(domain, 256).AsInteger(), Down(domain, 32).AsInteger()), Is.EqualTo((128L, 64L)));
    }

    [Test]
    public void Choice_OfTextsOrTruths_Stays()
    {
        Assert.That(Up(new ChoiceDomain(["sgd", "adam"]), "sgd").AsText(), Is.EqualTo("sgd"));
        Assert.That(Down(new BooleanDomain(), true).AsBoolean(), Is.True);
    }
}
