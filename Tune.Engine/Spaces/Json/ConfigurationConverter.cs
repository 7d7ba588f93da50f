using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tune.Engine.Spaces.Json;

/// <summary>A configuration as a plain object of names and values, in order.</summary>
internal sealed class ConfigurationConverter : JsonConverter<Configuration>
{
    public override Configuration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A configuration must be an object of parameter names and values.");
        }

        var names = new List<string>();
        var values = new List<ParameterValue>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(reader.GetString()!);
            reader.Read();
            values.Add(ParameterValueConverter.ReadValue(ref reader));
        }

        try
        {
            return new Configuration(ParameterTable.For([.. names]), [.. values]);
        }
        catch (ArgumentException e)
        {
            throw new JsonException("The configuration is not readable: " + e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, Configuration value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        var table = value.Table;
        var values = value.Values;
        for (var i = 0; i < values.Length; i++)
        {
            if (!values[i].IsAbsent)
            {
                writer.WritePropertyName(table[i]);
                ParameterValueConverter.WriteValue(writer, values[i]);
            }
        }

        writer.WriteEndObject();
    }
}
