using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

/// <summary>Records that describe no space, with the sentence the user reads.</summary>
public sealed class InvalidTypedSpaceTests
{
    public sealed record NoAttribute(double X);

    public sealed record RealOnInt([Uniform(0, 1)] int X);

    public sealed record WholeOnText([IntRange(0, 1)] string X);

    public sealed record TooWide([IntRange(0, 300)] byte X);

    public sealed record TextOnInt([Choice("a", "b")] int X);

    public sealed record RealListedOnInt([Choice(0.5, 1.5)] int X);

    public sealed record TypeListed([Choice(typeof(int))] string X);

    public sealed record BadBounds([LogUniform(0, 1)] double LearningRate);

    public sealed record BadStep([Uniform(0, 1, Step = 0.3)] double X);

    public sealed record Two([Uniform(0, 1)] [Normal(0, 1)] double X);

    public sealed record Array([Choice(1)] int[] X);

    public sealed record Date([Choice(1)] DateTime X);

    public abstract record Shape;

    public sealed record Circle([Uniform(0, 1)] double Radius) : Shape;

    public sealed record NoBranch(Shape Shape);

    public sealed record EmptyBranch([Branch] Shape Shape);

    public sealed record StrangeBranch([Branch(typeof(NoAttribute))] Shape Shape);

    public sealed record TwiceBranch([Branch(typeof(Circle), typeof(Circle))] Shape Shape);

    public sealed record BranchOnInt([Branch(typeof(Circle))] int X);

    public sealed record Endless([Uniform(0, 1)] double X, Endless Inner);

    public sealed record SameName([Uniform(0, 1)] double X, [Uniform(0, 1)] [Named("x")] double Y);

    public sealed record NoMethod([Derived("Missing")] int X);

    public sealed record BadRule([Uniform(0, 1)] double X)
    {
        [Require]
        public double Rule => X;
    }

    public sealed class NoProperty(double x)
    {
        public double Half => x / 2;
    }

    private static readonly (Func<SearchSpace> Of, string Message)[] Wrong =
    [
        (SearchSpace.Of<NoAttribute>,
            "The parameter 'x' has no attribute for its values; give it one, such as [Uniform(0, 1)]"),
        (SearchSpace.Of<RealOnInt>,
            "The parameter 'x' is int, but its attribute gives real numbers; use double, or IntRange"),
        (SearchSpace.Of<WholeOnText>,
            "The parameter 'x' is string, but its attribute gives whole numbers; use int or long."),
        (SearchSpace.Of<TooWide>, "The parameter 'x' is Byte, which cannot hold the value '300' of its attribute."),
        (SearchSpace.Of<TextOnInt>, "The parameter 'x' is int, which cannot hold the value 'a' of its attribute."),
        (SearchSpace.Of<RealListedOnInt>,
            "The parameter 'x' is int, which cannot hold the value '0.5' of its attribute."),
        (SearchSpace.Of<TypeListed>,
            "The parameter 'x' has an absent value; values must be numbers, texts, true and false, or null."),
        (SearchSpace.Of<BadBounds>,
            "The parameter 'learning_rate' has low 0 on a logarithmic scale; low must be above 0."),
        (SearchSpace.Of<BadStep>, "The parameter 'x' has 0 to 1 in steps of 0.3, which does not come out even"),
        (SearchSpace.Of<Two>, "The parameter 'x' has more than one attribute for its values; give one."),
        (SearchSpace.Of<Array>,
            "The parameter 'x' has the type Int32[]; allowed are double, float, the whole number types"),
        (SearchSpace.Of<Date>, "The parameter 'x' has the type DateTime; allowed are double, float"),
        (SearchSpace.Of<NoBranch>, "an abstract record needs [Branch(typeof(…), …)]."),
        (SearchSpace.Of<EmptyBranch>, "The parameter 'shape' has a [Branch] without records; name at least one."),
        (SearchSpace.Of<StrangeBranch>, "The parameter 'shape' has the branch NoAttribute, which is not a Shape."),
        (SearchSpace.Of<TwiceBranch>, "'shape/circle/radius' appears twice."),
        (SearchSpace.Of<BranchOnInt>, "The parameter 'x' is int with a [Branch]; a branch is for an abstract record."),
        (SearchSpace.Of<Endless>, "The record Endless contains itself; a configuration is finite."),
        (SearchSpace.Of<SameName>, "The parameter 'x' appears twice."),
        (SearchSpace.Of<NoMethod>,
            "The parameter 'x' is derived by NoMethod.Missing, which must be a static method that takes a "),
        (SearchSpace.Of<BadRule>, "[Require] on BadRule.Rule must stand on a property or method of the record"),
        (SearchSpace.Of<NoProperty>,
            "NoProperty has no public property x of type double for its constructor's parameter"),
        (SearchSpace.Of<Shape>, "The type Shape has no public constructor; a configuration is a record"),
    ];

    [TestCaseSource(nameof(Wrong))]
    public void Of_ARecordThatIsNoSpace_SaysWhatIsAllowed((Func<SearchSpace> Of, string Message) item) =>
        Assert.That(item.Of, Throws.InstanceOf<InvalidSpaceException>().With.Message.Contains(item.Message));
}
