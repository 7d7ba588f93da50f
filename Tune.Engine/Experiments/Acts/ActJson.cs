using System.Text.Json;
using System.Text.Json.Serialization;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments.Acts;

/// <summary>How acts look in JSON: trials as numbers, and nothing that is not known.</summary>
internal static class ActJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        Converters = { new Numbers() },
    };

    private sealed class Numbers : JsonConverter<TrialId>
    {
        public override TrialId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.TryGetInt32(out var number) ? number : throw new JsonException("A trial is a whole number."));

        public override void Write(Utf8JsonWriter writer, TrialId value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Number);
    }
}
