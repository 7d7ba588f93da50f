using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Akka.Actor;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Clustering.Wire;

/// <summary>How the parts of a message look in JSON: ids as numbers, a configuration as in the journal.</summary>
internal static class WireJson
{
    /// <summary>The generated forms, with what they cannot know: where actors are. There are no others.</summary>
    public static JsonSerializerOptions For(ExtendedActorSystem system) => new()
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(new WireContext(), new OwnForms()),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        IgnoreReadOnlyProperties = true,
        Converters =
        {
            new Numbered<TrialId>(static id => id.Number, static number => new TrialId(number)),
            new Numbered<Attempt>(static id => id.Number, static number => new Attempt(number)),
            new Numbered<Term>(static id => id.Number, static number => new Term(number)),
            new Epochs(),
            new Scores(),
            new RequestIds(),
            new ContactConverter(system),
        },
    };

    private sealed class Numbered<T>(Func<T, int> number, Func<int, T> make) : JsonConverter<T>
        where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            make(reader.GetInt32());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(number(value));
    }

    private sealed class RequestIds : JsonConverter<RequestId>
    {
        public override RequestId Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            RequestId.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, RequestId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    private sealed class Epochs : JsonConverter<OwnerEpoch>
    {
        public override OwnerEpoch Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, OwnerEpoch value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Number);
    }

    private sealed class Scores : JsonConverter<Score>
    {
        public override bool HandleNull => true;

        public override Score Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? Score.Worst : Score.Of(reader.GetDouble(), Mode.Max);

        public override void Write(Utf8JsonWriter writer, Score value, JsonSerializerOptions options)
        {
            if (value.IsWorst)
            {
                writer.WriteNullValue();
            }
            else
            {
                writer.WriteNumberValue(value.Value);
            }
        }
    }

    private sealed class OwnForms : IJsonTypeInfoResolver
    {
        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) => type == typeof(Configuration)
            ? JsonMetadataServices.CreateValueInfo<Configuration>(options, new Configs())
            : type == typeof(Allocation)
                ? JsonMetadataServices.CreateValueInfo<Allocation>(options, new Allocations())
                : null;
    }

    private sealed class Allocations : JsonConverter<Allocation>
    {
        public override Allocation Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<Allocation>(ref reader);

        public override void Write(Utf8JsonWriter writer, Allocation value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value);
    }

    private sealed class Configs : JsonConverter<Configuration>
    {
        public override Configuration? Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<Configuration>(ref reader);

        public override void Write(Utf8JsonWriter writer, Configuration value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value);
    }
}
