using System.Text.Json;
using System.Text.Json.Serialization;
using Tune.Engine.Experiments.Acts;

namespace Tune.Clustering.Protocol;

/// <summary>What is done by hand, as in the journal.</summary>
internal sealed class ActConverter : JsonConverter<UserAct>
{
    public override UserAct Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var act = JsonDocument.ParseValue(ref reader);
        return UserAct.FromJson(act.RootElement.GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, UserAct value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToJson());
}
