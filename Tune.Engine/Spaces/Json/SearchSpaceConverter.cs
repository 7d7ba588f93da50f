using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tune.Engine.Spaces.Json;

/// <summary>A space as an object with its parameters and the names of its constraints; reading checks
/// everything.</summary>
internal sealed class SearchSpaceConverter : JsonConverter<SearchSpace>
{
    public override SearchSpace Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var fields = new Fields(document.RootElement, "The search space");
        var space = new SearchSpace();
        try
        {
            foreach (var element in fields.Items("parameters", required: true))
            {
                space = space.Add(SpaceReader.ReadParameter(element));
            }

            foreach (var element in fields.Items("constraints"))
            {
                space = space.Add(SpaceReader.ReadConstraint(element));
            }
        }
        catch (InvalidSpaceException e)
        {
            throw new JsonException("The search space is not valid. " + e.Message, e);
        }

        fields.Done();
        return space;
    }

    public override void Write(Utf8JsonWriter writer, SearchSpace value, JsonSerializerOptions options) =>
        SpaceWriter.Write(writer, value);
}
