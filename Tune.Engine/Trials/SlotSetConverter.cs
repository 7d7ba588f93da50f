using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tune.Engine.Trials;

/// <summary>Slots as an array of their numbers.</summary>
internal sealed class SlotSetConverter : JsonConverter<SlotSet>
{
    public override SlotSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ReadFrom(ref reader);

    public override void Write(Utf8JsonWriter writer, SlotSet value, JsonSerializerOptions options) =>
        WriteTo(writer, value);

    public static SlotSet ReadFrom(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("Slots must be an array of numbers.");
        }

        var slots = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            slots.Add(reader.GetInt32());
        }

        return SlotSet.Of(slots);
    }

    public static void WriteTo(Utf8JsonWriter writer, SlotSet value)
    {
        writer.WriteStartArray();
        foreach (var slot in value)
        {
            writer.WriteNumberValue(slot);
        }

        writer.WriteEndArray();
    }
}
