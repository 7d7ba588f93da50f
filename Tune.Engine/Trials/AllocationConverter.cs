using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tune.Engine.Trials;

/// <summary>An allocation as an array of what it has of each node.</summary>
internal sealed class AllocationConverter : JsonConverter<Allocation>
{
    public override Allocation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("An allocation must be an array.");
        }

        var parts = new List<NodeShare>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            parts.Add(ReadPart(ref reader));
        }

        try
        {
            return Allocation.Of(parts);
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, Allocation value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var (node, slots, each) in value)
        {
            writer.WriteStartObject();
            writer.WriteString("node", node);
            writer.WritePropertyName("slots");
            SlotSetConverter.WriteTo(writer, slots);
            if (each is not null)
            {
                writer.WritePropertyName("each");
                JsonSerializer.Serialize(writer, each);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static NodeShare ReadPart(ref Utf8JsonReader reader)
    {
        var part = new NodeShare("", SlotSet.Empty);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            part = name switch
            {
                "node" => part with { Node = reader.GetString() ?? "" },
                "slots" => part with { Slots = SlotSetConverter.ReadFrom(ref reader) },
                "each" => part with { Each = JsonSerializer.Deserialize<Resources>(ref reader) },
                _ => throw new JsonException($"An allocation has no '{name}'."),
            };
        }

        return part;
    }
}
