using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tune.Engine.Spaces;

namespace Tune.Engine.Analysis.Narrowing;

/// <summary>A space as C# code.</summary>
internal static class SpaceCode
{
    /// <summary>The fluent calls that build the space.</summary>
    public static string Of(SearchSpace space)
    {
        var text = new StringBuilder("new SearchSpace()");
        Write(text, space.Parameters.AsSpan(), depth: 0);
        foreach (var constraint in space.Constraints)
        {
            Line(text, 0, $"// .Require({Literal(constraint.Name)}, ...): as before");
        }

        return text.ToString();
    }

    /// <summary>The attribute of a member of a configuration record; empty where there is none.</summary>
    public static string Attribute(Domain domain) => domain switch
    {
        RealDomain real => Call(real.Log ? "LogUniform" : "Uniform", [real.Low, real.High], real.Step),
        IntegerDomain whole => Call(
            whole.Log ? "LogIntRange" : "IntRange", [whole.Low, whole.High], whole.Step == 1 ? null : whole.Step),
        NormalDomain normal => Call(
            normal.Log ? "LogNormal" : "Normal", [normal.Mean, normal.Deviation], normal.Step),
        BooleanDomain => "",
        ListDomain { Values: [var only] } => Call("Constant", [only], null),
        ListDomain list => Call(list is OrdinalDomain ? "Ordinal" : list is GridDomain ? "Grid" : "Choice",
            [.. list.Values], null),
        _ => "",
    };

    private static string Call(string name, ReadOnlySpan<ParameterValue> values, ParameterValue? step)
    {
        var parts = new List<string>();
        foreach (var value in values)
        {
            parts.Add(Literal(value));
        }

        if (step is { } width)
        {
            parts.Add($"Step = {Literal(width)}");
        }

        return $"[{name}({string.Join(", ", parts)})]";
    }

    private static void Write(StringBuilder text, ReadOnlySpan<Parameter> parameters, int depth)
    {
        for (var at = 0; at < parameters.Length; at++)
        {
            var parameter = parameters[at];
            if (parameter.When.Length == depth)
            {
                Line(text, depth, Text(parameter));
                continue;
            }

            var condition = parameter.When[depth];
            var end = at;
            while (end < parameters.Length && parameters[end].When.Length > depth
                && parameters[end].When[depth].Equals(condition))
            {
                end++;
            }

            var values = string.Join(", ", condition.Values.Select(Literal));
            Line(text, depth, $".When({Literal(condition.Parent)}, "
                + $"{(condition.Values.Length == 1 ? values : $"[{values}]")}, branch{depth} => branch{depth}");
            Write(text, parameters[at..end], depth + 1);
            text.Append(')');
            at = end - 1;
        }
    }

    private static void Line(StringBuilder text, int depth, string line) =>
        text.Append('\n').Append(' ', 4 * (depth + 1)).Append(line);

    private static string Text(Parameter parameter)
    {
        var name = Literal(parameter.Name);
        return parameter.Domain switch
        {
            RealDomain real => Fluent(real.Log ? "LogUniform" : "Uniform", name, [real.Low, real.High], real.Step),
            IntegerDomain whole => Fluent(
                whole.Log ? "LogInteger" : "Integer", name, [whole.Low, whole.High],
                whole.Step == 1 ? null : whole.Step),
            NormalDomain normal => Fluent(
                normal.Log ? "LogNormal" : "Normal", name, [normal.Mean, normal.Deviation], normal.Step),
            BooleanDomain => $".Boolean({name})",
            OrdinalDomain list => Fluent("Ordinal", name, list.Values, null),
            GridDomain list => Fluent("Grid", name, list.Values, null),
            ListDomain list => Fluent("Choice", name, list.Values, null),
            ConstantDomain constant => Fluent("Constant", name, [constant.Value], null),
            _ => $"// .Derive({name}, ...): as before",
        };
    }

    private static string Fluent(
        string method, string name, ImmutableArray<ParameterValue> values, ParameterValue? step) =>
        $".{method}({name}, {string.Join(", ", values.Select(Literal))}{(step is { } s ? $", {Literal(s)}" : "")})";

    private static string Literal(ParameterValue value) => value.Kind switch
    {
        ValueKind.Text => Literal(value.AsText()),
        ValueKind.Real => value.AsReal().ToString("R", CultureInfo.InvariantCulture) is var text
            && text.AsSpan().IndexOfAny(".E") < 0 ? text + ".0" : text,
        _ => value.ToString(),
    };

    private static string Literal(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
