using System.Collections.Immutable;
using System.Text.Json;
using Tune.Client.Shapes;
using Tune.Engine.Spaces;

namespace Tune.Server.Answers;

/// <summary>A parameter in the shape that clients read, with what a form needs to ask for its value.</summary>
internal static class ParameterForm
{
    private const int OptionsMax = 200;
    private const int LettersMax = 1_000;

    public static ParameterItem Of(Parameter parameter)
    {
        var domain = parameter.Domain;
        var item = new ParameterItem
        {
            Name = parameter.Name,
            Allowed = domain.Allowed,
            Varied = domain.IsFree,
            Numeric = domain.IsNumeric,
            Always = parameter.IsAlwaysActive,
            Kind = "real",
            When = [.. parameter.When.Select(condition => new ConditionItem
            {
                Parameter = condition.Parent,
                Values = [.. condition.Values.Select(Value)],
            })],
        };
        return domain switch
        {
            RealDomain real => item with { Low = real.Low, High = real.High, Log = real.Log, Step = real.Step },
            IntegerDomain whole => item with
            {
                Kind = "whole", Low = whole.Low, High = whole.High, Log = whole.Log,
                Step = whole.Step == 1 ? null : whole.Step,
            },
            NormalDomain normal => item with { Log = normal.Log, Step = normal.Step },
            ListDomain list => item with { Kind = "listed", Options = Listed(list.Values) },
            ConstantDomain constant => item with { Kind = "constant", Options = Listed([constant.Value]) },
            _ => item with { Kind = "derived" },
        };
    }

    private static JsonElement[]? Listed(ImmutableArray<ParameterValue> values) =>
        values.Length > OptionsMax || values.Any(value => value.ToString().Length > LettersMax) ? null
            : [.. values.Select(Value)];

    private static JsonElement Value(ParameterValue value) => JsonSerializer.SerializeToElement(value);
}
