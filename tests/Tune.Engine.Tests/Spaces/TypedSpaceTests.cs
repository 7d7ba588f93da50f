using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

public sealed class TypedSpaceTests
{
    public enum Activation { Relu, LeakyRelu, Tanh }

    public sealed record DigitsConfig(
        [LogUniform(1e-4, 1e-1)] double LearningRate,
        [Choice(32, 64, 128, 256)] int Hidden,
        [Uniform(0, 0.6, Step = 0.1)] float Dropout,
        [IntRange(1, 4)] int Layers,
        Activation Activation,
        bool BatchNorm,
        Schedule Schedule,
        [Branch(typeof(Sgd), typeof(Adam))] Optimizer Optimizer,
        [Constant(10)] int Epochs,
        [Derived(nameof(Double))] long Hidden2,
        [Grid("a", "b")] [Named("fold")] string Part)
    {
        [Require]
        public bool Fits => Hidden * Layers <= 512;

        private static long Double(Configuration c) => c.Integer("hidden") * 2;
    }

    public sealed record Schedule([Uniform(0, 1)] double Warmup, [Ordinal("cosine", "linear")] string Shape);

    public abstract record Optimizer;

    public sealed record Sgd([Uniform(0, 0.99)] double Momentum, bool Nesterov) : Optimizer
    {
        [Require]
        private bool NesterovHasMomentum() => !Nesterov || Momentum > 0.5;
    }

    public sealed record Adam([Normal(0.9, 0.01)] double Beta1) : Optimizer;

    [Test]
    public void Of_RecordOfEveryKind_BindsAndUnbinds()
    {
        var space = SearchSpace.Of<DigitsConfig>();
        TestContext.Out.WriteLine(space);
        space.Validate();
        for (var i = 0; i < 1000; i++)
        {
            var c = space.Sample(KeyedRandom.For(1, "t", i));
            var config = SearchSpace.Bind<DigitsConfig>(c);
            Assert.That(config.Fits);
            Assert.That(space.Conform(SearchSpace.Unbind(config)), Is.EqualTo(c));
            if (i < 2)
            {
                TestContext.Out.WriteLine(config);
                TestContext.Out.WriteLine(c);
            }
        }
    }
}
