using System.Text.Json;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

public sealed class TypedSpaceTests
{
    public enum Activation { Relu, LeakyRelu, Tanh }

    public sealed record DigitsConfig(
        [LogUniform(1e-4, 1e-1)] double LearningRate,
        [Choice(32, 64, 128, 256)] int Hidden,
        [Uniform(0, 0.6)] double Dropout);

    public sealed record FullConfig(
        [LogUniform(1e-4, 1e-1)] double LearningRate,
        [Choice(32, 64, 128, 256)] int Hidden,
        [Uniform(0, 0.6, Step = 0.1)] float Dropout,
        [IntRange(1, 4)] short Layers,
        Activation Activation,
        bool BatchNorm,
        Schedule Schedule,
        [Branch(typeof(Sgd), typeof(Adam))] Optimizer Optimizer,
        [Constant(10)] int Epochs,
        [Derived(nameof(FullConfig.Double))] long Hidden2,
        [Grid("a", "b")] [Named("fold")] string Part,
        [Normal(0, 1)] double Bias,
        [LogNormal(0, 1)] double Scale,
        [LogIntRange(8, 512)] int Batch,
        [Ordinal(Activation.Relu, Activation.Tanh)] Activation Last)
    {
        [Require]
        public bool Fits => Hidden * Layers <= 512;

        public static long Double(Configuration c) => c.Integer("hidden") * 2;
    }

    public sealed record Schedule([Uniform(0, 1)] double Warmup, [Choice("cosine", "linear")] string Shape);

    public abstract record Optimizer;

    public sealed record Sgd([Uniform(0, 0.99)] double Momentum, bool Nesterov) : Optimizer
    {
        [Require]
        [Named("nesterov has momentum")]
        private bool HasMomentum() => !Nesterov || Momentum > 0.5;
    }

    public sealed record Adam([Uniform(0.8, 0.99)] double Beta1) : Optimizer;

    [Test]
    public void Of_ARecord_IsTheSameSpaceAsTheFluentOne() =>
        Assert.That(SearchSpace.Of<DigitsConfig>(), Is.EqualTo(new SearchSpace()
            .LogUniform("learning_rate", 1e-4, 1e-1).Choice("hidden", 32, 64, 128, 256).Uniform("dropout", 0, 0.6)));

    [Test]
    public void Bind_ASample_GivesTheRecord()
    {
        var configuration = Configuration.Of(("learning_rate", 0.01), ("hidden", 64), ("dropout", 0.5));
        Assert.That(SearchSpace.Bind<DigitsConfig>(configuration), Is.EqualTo(new DigitsConfig(0.01, 64, 0.5)));
        Assert.That(SearchSpace.Unbind(new DigitsConfig(0.01, 64, 0.5)), Is.EqualTo(configuration));
    }

    [Test]
    public void Of_ARecordWithEverything_IsTheSameSpaceAsTheFluentOne() =>
        Assert.That(SearchSpace.Of<FullConfig>(), Is.EqualTo(new SearchSpace()
            .LogUniform("learning_rate", 1e-4, 1e-1).Choice("hidden", 32, 64, 128, 256).Uniform("dropout", 0, 0.6, 0.1)
            .Integer("layers", 1, 4).Choice("activation", "relu", "leaky_relu", "tanh").Boolean("batch_norm")
            .Nest("schedule", s => s.Uniform("warmup", 0, 1).Choice("shape", "cosine", "linear"))
            .Choice("optimizer", "sgd", "adam")
            .When("optimizer", "sgd", s => s.Nest("optimizer/sgd", t => t
                .Uniform("momentum", 0, 0.99).Boolean("nesterov").Require("nesterov has momentum", _ => true)))
            .When("optimizer", "adam", s => s.Uniform("optimizer/adam/beta1", 0.8, 0.99))
            .Constant("epochs", 10).Derive("hidden2", _ => 0).Grid("fold", "a", "b")
            .Normal("bias", 0, 1).LogNormal("scale", 0, 1).LogInteger("batch", 8, 512).Ordinal("last", "relu", "tanh")
            .Require("fits", _ => true)));

    [Test]
    public void Unbind_OfBind_IsTheConfiguration()
    {
        var space = SearchSpace.Of<FullConfig>();
        space.Validate();
        for (var i = 0; i < 500; i++)
        {
            var configuration = space.Sample(KeyedRandom.For(1, "test", i));
            var bound = SearchSpace.Bind<FullConfig>(configuration);
            Assert.That(bound.Fits);
            Assert.That(bound.Optimizer is not Sgd { Nesterov: true, Momentum: <= 0.5 });
            Assert.That(bound.Hidden2, Is.EqualTo(2 * bound.Hidden));
            Assert.That(SearchSpace.Unbind(bound), Is.EqualTo(configuration));
        }
    }

    [Test]
    public void Bind_AfterJson_GivesTheSameRecord()
    {
        var configuration = SearchSpace.Of<FullConfig>().Sample(KeyedRandom.For(1, "test"));
        var read = JsonSerializer.Deserialize<Configuration>(JsonSerializer.Serialize(configuration))!;
        Assert.That(SearchSpace.Bind<FullConfig>(read), Is.EqualTo(SearchSpace.Bind<FullConfig>(configuration)));
    }

    [Test]
    public void Bind_InAnotherOrderWithOthersBetween_GivesTheRecord() => Assert.That(
        SearchSpace.Bind<DigitsConfig>(
            Configuration.Of(("dropout", 0.5), ("other", 1), ("hidden", 64.0), ("learning_rate", 1))),
        Is.EqualTo(new DigitsConfig(1, 64, 0.5)));

    [Test]
    public void Bind_WithoutAValue_NamesTheParameter() => Refused<DigitsConfig>(
        Configuration.Of(("hidden", 64), ("dropout", 0.5)),
        "The configuration has no parameter 'learning_rate'; wanted is a number.");

    [Test]
    public void Bind_OfAnotherKind_NamesTheParameter()
    {
        var right = Configuration.Of(("learning_rate", 0.01), ("hidden", 64), ("dropout", 0.5));
        Refused<DigitsConfig>(right.With("dropout", "high"), "The parameter 'dropout' is 'high'; wanted is a number.");
        Refused<DigitsConfig>(right.With("hidden", 64.5),
            "The parameter 'hidden' is '64.5'; wanted is a whole number.");
        Refused<DigitsConfig>(
            right.With("hidden", 1L << 40),
            "The parameter 'hidden' is '1099511627776'; wanted is a whole number from -2147483648 to 2147483647.");
    }

    public sealed record WithEnum(
        Activation Activation = Activation.Tanh, [Uniform(0, 1)] double X = 0.25, string? Note = null);

    [Test]
    public void Bind_OfAnEnum_TakesBothSpellingsAndRefusesOthers()
    {
        Assert.That(Bind("leaky_relu"), Is.EqualTo(Activation.LeakyRelu));
        Assert.That(Bind("LeakyRelu"), Is.EqualTo(Activation.LeakyRelu));
        Refused<WithEnum>(
            Configuration.Of(("activation", "gelu")),
            "The parameter 'activation' is 'gelu'; allowed is one of relu, leaky_relu, tanh.");
        static Activation Bind(string text) =>
            SearchSpace.Bind<WithEnum>(Configuration.Of(("activation", text))).Activation;
    }

    [Test]
    public void Bind_WithoutAValueThatHasADefault_TakesTheDefault() =>
        Assert.That(SearchSpace.Bind<WithEnum>(Configuration.Empty), Is.EqualTo(new WithEnum()));

    [Test]
    public void Bind_OfAnUnknownBranch_NamesTheBranches()
    {
        var right = SearchSpace.Of<FullConfig>().Sample(KeyedRandom.For(1, "test"));
        Refused<FullConfig>(
            right.With("optimizer", "lion"), "The parameter 'optimizer' is 'lion'; wanted is one of sgd, adam.");
    }

    [Test]
    public void Unbind_OfValuesThatCannotBe_NamesTheParameter()
    {
        Assert.That(() => SearchSpace.Unbind(new DigitsConfig(double.NaN, 1, 1)),
            Throws.ArgumentException.With.Message.EqualTo(
                "The parameter 'learning_rate' is NaN; it must be a finite number."));
        var right = SearchSpace.Bind<FullConfig>(SearchSpace.Of<FullConfig>().Sample(KeyedRandom.For(1, "test")));
        Assert.That(() => SearchSpace.Unbind(right with { Optimizer = null! }),
            Throws.ArgumentException.With.Message.EqualTo(
                "The parameter 'optimizer' is null; it must be one of sgd, adam."));
        Assert.That(() => SearchSpace.Unbind(right with { Part = null! }),
            Throws.ArgumentException.With.Message.EqualTo("The parameter 'fold' is null; it must be a text."));
    }

    private static void Refused<T>(Configuration configuration, string message) => Assert.That(
        () => SearchSpace.Bind<T>(configuration), Throws.InstanceOf<ArgumentException>().With.Message.EqualTo(message));
}
