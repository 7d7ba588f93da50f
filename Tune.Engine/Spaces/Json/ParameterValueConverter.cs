using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tune.Engine.Spaces.Json;

/// <summary>Values as plain JSON; a number with a point or an exponent is real, one without is whole.</summary>
internal sealed class ParameterValueConverter : JsonConverter<ParameterValue>
{
    public override bool HandleNull => true;

    public override ParameterValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ReadValue(ref reader);

    public override void Write(Utf8JsonWriter writer, ParameterValue value, JsonSerializerOptions options) =>
        WriteValue(writer, value);

    public static ParameterValue ReadValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => ParameterValue.Null,
        JsonTokenType.True => ParameterValue.Boolean(true),
        JsonTokenType.False => ParameterValue.Boolean(false),
        JsonTokenType.String => ParameterValue.Text(reader.GetString()!),
        JsonTokenType.Number => ReadNumber(ref reader),
        var other => throw new JsonException(
            $"A parameter's value must be a number, a text, true, false or null, not {other}. "
            + "Nested values have flat names with '/'."),
    };

    public static void WriteValue(Utf8JsonWriter writer, ParameterValue value)
    {
        switch (value.Kind)
        {
            case ValueKind.Real:
                WriteReal(writer, value.AsReal());
                break;
            case ValueKind.Integer:
                writer.WriteNumberValue(value.AsInteger());
                break;
            case ValueKind.Text:
                writer.WriteStringValue(value.AsText());
                break;
            case ValueKind.Boolean:
                writer.WriteBooleanValue(value.AsBoolean());
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static ParameterValue ReadNumber(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> token = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        var whole = token.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0;
        if (whole && reader.TryGetInt64(out var integer))
        {
            return ParameterValue.Integer(integer);
        }

        var real = reader.GetDouble();
        return double.IsFinite(real)
            ? ParameterValue.Real(real)
            : throw new JsonException("A parameter's value must be a finite number; this one is too large.");
    }

    private static void WriteReal(Utf8JsonWriter writer, double value)
    {
        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        if (text[..length].IndexOfAny('.', 'E') < 0)
        {
            ".0".CopyTo(text[length..]);
            length += 2;
        }

        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }
}
