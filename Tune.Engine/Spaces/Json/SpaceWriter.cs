using System.Collections.Immutable;
using System.Text.Json;

namespace Tune.Engine.Spaces.Json;

/// <summary>A space to JSON, always in the same order; what has its default value is left out.</summary>
internal static class SpaceWriter
{
    public static void Write(Utf8JsonWriter writer, SearchSpace space)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("parameters");
        foreach (var parameter in space.Parameters)
        {
            writer.WriteStartObject();
            writer.WriteString("name", parameter.Name);
            WriteDomain(writer, parameter.Domain);
            WriteConditions(writer, parameter.When);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (!space.Constraints.IsEmpty)
        {
            writer.WriteStartArray("constraints");
            foreach (var constraint in space.Constraints)
            {
                writer.WriteStartObject();
                writer.WriteString("name", constraint.Name);
                WriteConditions(writer, constraint.When);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteDomain(Utf8JsonWriter writer, Domain domain)
    {
        switch (domain)
        {
            case RealDomain real:
                WriteKind(writer, "real", "low", real.Low, "high", real.High);
                WriteScale(writer, real.Log, Optional(real.Step));
                break;
            case NormalDomain normal:
                WriteKind(writer, "normal", "mean", normal.Mean, "deviation", normal.Deviation);
                WriteScale(writer, normal.Log, Optional(normal.Step));
                break;
            case IntegerDomain integer:
                WriteKind(writer, "integer", "low", integer.Low, "high", integer.High);
                WriteScale(writer, integer.Log, integer.Step == 1 ? ParameterValue.Absent : integer.Step);
                break;
            case ConstantDomain constant:
                writer.WriteString("kind", "constant");
                writer.WritePropertyName("value");
                ParameterValueConverter.WriteValue(writer, constant.Value);
                break;
            case BooleanDomain:
                writer.WriteString("kind", "boolean");
                break;
            case ListDomain list:
                writer.WriteString("kind", list is ChoiceDomain ? "choice" : list is GridDomain ? "grid" : "ordinal");
                WriteValues(writer, "values", list.Values);
                break;
            default:
                writer.WriteString("kind", "derived");
                break;
        }
    }

    private static void WriteKind(
        Utf8JsonWriter writer, string kind, string first, ParameterValue one, string second, ParameterValue two)
    {
        writer.WriteString("kind", kind);
        writer.WritePropertyName(first);
        ParameterValueConverter.WriteValue(writer, one);
        writer.WritePropertyName(second);
        ParameterValueConverter.WriteValue(writer, two);
    }

    private static void WriteScale(Utf8JsonWriter writer, bool log, ParameterValue step)
    {
        if (log)
        {
            writer.WriteBoolean("log", true);
        }

        if (!step.IsAbsent)
        {
            writer.WritePropertyName("step");
            ParameterValueConverter.WriteValue(writer, step);
        }
    }

    private static ParameterValue Optional(double? step) => step is { } present ? present : ParameterValue.Absent;

    private static void WriteConditions(Utf8JsonWriter writer, ImmutableArray<Condition> when)
    {
        if (when.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray("when");
        foreach (var condition in when)
        {
            writer.WriteStartObject();
            writer.WriteString("parameter", condition.Parent);
            WriteValues(writer, "in", condition.Values);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteValues(Utf8JsonWriter writer, string name, ImmutableArray<ParameterValue> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            ParameterValueConverter.WriteValue(writer, value);
        }

        writer.WriteEndArray();
    }
}
