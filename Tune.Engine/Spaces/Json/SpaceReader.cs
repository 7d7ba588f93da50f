using System.Collections.Immutable;
using System.Text.Json;

namespace Tune.Engine.Spaces.Json;

/// <summary>Parameters, domains and constraints from JSON.</summary>
internal static class SpaceReader
{
    public static Parameter ReadParameter(JsonElement element)
    {
        var name = new Fields(element, "A parameter").Text("name");
        var fields = new Fields(element, $"The parameter '{name}'");
        fields.Text("name");
        var when = ReadConditions(fields, name);
        var domain = ReadDomain(fields, name);
        fields.Done();
        return new(name, domain, when);
    }

    public static Constraint ReadConstraint(JsonElement element)
    {
        var fields = new Fields(element, "A constraint");
        var name = fields.Text("name");
        var when = ReadConditions(fields, name);
        fields.Done();
        return new(name, when);
    }

    private static ImmutableArray<Condition> ReadConditions(Fields fields, string name)
    {
        var conditions = ImmutableArray.CreateBuilder<Condition>();
        foreach (var element in fields.Items("when"))
        {
            var condition = new Fields(element, $"A condition of '{name}'");
            conditions.Add(new(condition.Text("parameter"), condition.Values("in")));
            condition.Done();
        }

        return conditions.ToImmutable();
    }

    private static Domain ReadDomain(Fields fields, string name) => fields.Text("kind") switch
    {
        "real" => RealDomain.Of(
            fields.Real("low"), fields.Real("high"), fields.Flag("log"), fields.OptionalReal("step")),
        "normal" => new NormalDomain(
            fields.Real("mean"), fields.Real("deviation"), fields.Flag("log"), fields.OptionalReal("step")),
        "integer" => IntegerDomain.Of(
            fields.Integer("low"), fields.Integer("high"), fields.Flag("log"), fields.OptionalInteger("step") ?? 1),
        "choice" => new ChoiceDomain(fields.Values("values")),
        "ordinal" => new OrdinalDomain(fields.Values("values")),
        "boolean" => new BooleanDomain(),
        "grid" => new GridDomain(fields.Values("values")),
        "constant" => new ConstantDomain(fields.Value("value")),
        "derived" => new DerivedDomain(),
        var other => throw new JsonException($"The parameter '{name}' has the unknown kind '{other}'; kinds are real, "
            + "normal, integer, choice, ordinal, boolean, grid, constant and derived."),
    };
}
