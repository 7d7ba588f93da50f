using CsCheck;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Spaces;

/// <summary>Random sound domains and spaces.</summary>
internal static class SomeSpace
{
    private static readonly Gen<double> s_bound = Gen.OneOf(
        Gen.Double[-10, 10], Gen.Double[-1e9, 1e9], Gen.Int[-100, 100].Select(i => i / 10.0), Gen.Double[-1e-6, 1e-6]);

    private static readonly Gen<double> s_positive = Gen.Double[-12, 12].Select(e => Math.Pow(10, e));

    private static readonly Gen<ParameterValue> s_value = Gen.OneOf(
        Gen.Double[-100, 100].Select(d => (ParameterValue)d),
        Gen.Long[-1000, 1000].Select(l => (ParameterValue)l),
        Gen.String[Gen.Char.AlphaNumeric, 0, 6].Select(s => (ParameterValue)s));

    public static Gen<Domain> Real { get; } = Gen.Select(s_bound, s_bound)
        .Where((a, b) => a != b).Select((a, b) => (Domain)new RealDomain(Math.Min(a, b), Math.Max(a, b)));

    public static Gen<Domain> LogReal { get; } = Gen.Select(s_positive, s_positive)
        .Where((a, b) => a != b).Select((a, b) => (Domain)new RealDomain(Math.Min(a, b), Math.Max(a, b), log: true));

    public static Gen<Domain> SteppedReal { get; } =
        Gen.Select(Gen.Int[-1000, 1000], Gen.Int[1, 50], Gen.Int[1, 200], Gen.Int[0, 6], Gen.Bool)
            .Select((low, step, count, digits, log) =>
                (Domain)Stepped(low, step, count, Math.Pow(10, digits), log));

    public static Gen<Domain> Normal { get; } = Gen.Select(Gen.Double[-50, 50], Gen.Double[0.01, 20], Gen.Bool,
        Gen.Int[0, 4])
        .Select((mean, deviation, log, step) => (Domain)new NormalDomain(
            log ? mean / 10 : mean, log ? deviation / 10 : deviation, log, step == 0 ? null : step * 0.25));

    public static Gen<Domain> Integer { get; } =
        Gen.Select(Gen.Long[-1_000_000, 1_000_000], Gen.Long[1, 5000], Gen.Long[1, 17], Gen.Bool)
            .Select((low, count, step, log) => (Domain)(log
                ? new IntegerDomain(Math.Abs(low) + step, Math.Abs(low) + step + (count * step), true, step)
                : new IntegerDomain(low, low + (count * step), false, step)));

    public static Gen<Domain> Listed { get; } = Gen.Select(s_value.Array[1, 30], Gen.Int[0, 3])
        .Select((values, kind) =>
        {
            var same = values.Where(v => v.Kind == values[0].Kind).Distinct().ToArray();
            return kind switch
            {
                0 => (Domain)new ChoiceDomain([.. same]),
                1 => new OrdinalDomain([.. same]),
                2 => new GridDomain([.. same]),
                _ => new BooleanDomain(),
            };
        });

    public static Gen<Domain> Free { get; } = Gen.OneOf(Real, LogReal, SteppedReal, Normal, Integer, Listed);

    /// <summary>A few parameters, some in branches, some in branches of branches, a constant, a derived
    /// value.</summary>
    public static Gen<SearchSpace> Any { get; } = Gen.Select(Free.Array[1, 5], Free.Array[0, 4], Free.Array[0, 3])
        .Select((outer, inner, deep) =>
        {
            var space = new SearchSpace().Choice("kind", "a", "b", "c").Constant("epochs", 10);
            space = Fill(space, "outer", outer).Boolean("flag");
            space = space.When("kind", ["a", "c"], s => Fill(s, "inner", inner)
                .When("flag", true, t => t.Nest("deep", u => Fill(u, "p", deep))));
            return space.Uniform("last", 0, 1)
                .Derive("twice", c => c.Integer("epochs") * 2).Require("not b and true", NotBoth);
        });

    public static Gen<KeyedRandom> Random { get; } = Gen.ULong.Select(seed => KeyedRandom.For(seed, "test"));

    private static bool NotBoth(Configuration c) => !(c.Text("kind") == "b" && c.Boolean("flag"));

    private static SearchSpace Fill(SearchSpace space, string name, Domain[] domains)
    {
        for (var i = 0; i < domains.Length; i++)
        {
            // A grid axis must not be in a branch.
            var domain = name != "outer" && domains[i] is GridDomain grid ? new ChoiceDomain(grid.Values) : domains[i];
            space = space.Add($"{name}{i}", domain);
        }

        return space;
    }

    private static RealDomain Stepped(int low, int step, int count, double unit, bool log)
    {
        var first = log ? Math.Abs(low) + step : low;
        return new(first / unit, (first + (count * step)) / unit, log, step / unit);
    }
}
