using Tune.Engine.Spaces;

namespace Tune.Benchmarks.Suites;

/// <summary>A space of ten parameters of every kind, as a training program has them, and a made-up loss on
/// it.</summary>
internal static class MixedSpace
{
    public static SearchSpace Make() => new SearchSpace()
        .LogUniform("lr", 1e-5, 1e-1).LogUniform("wd", 1e-7, 1e-2).Uniform("mom", 0, 0.99).Uniform("drop", 0, 0.7)
        .Uniform("mix", 0, 1, 0.1).Integer("layers", 1, 8).LogInteger("width", 16, 1024).Integer("batch", 16, 256, 16)
        .Choice("opt", "sgd", "adam", "lamb", "lion").Choice("act", "relu", "gelu", "silu", "tanh", "elu", "mish");

    public static double Loss(Configuration config) =>
        Math.Abs(Math.Log10(config.Real("lr")) + 3) + config.Real("drop") + Math.Abs(config.Real("mix") - 0.4)
        + Math.Abs(config.Integer("layers") - 4) + Math.Abs(Math.Log2(config.Integer("width")) - 8)
        + (config.Text("opt") == "adam" ? 0 : 1) + (config.Text("act") == "gelu" ? 0 : 0.5);
}
