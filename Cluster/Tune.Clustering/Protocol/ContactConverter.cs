using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace Tune.Clustering.Protocol;

/// <summary>A node's name and where its agent is, as <c>["name", "akka.tcp://…"]</c>.</summary>
internal sealed class ContactConverter(ExtendedActorSystem? system) : JsonConverter<NodeContact>
{
    /// <summary>For the compiler, which wants to see that there is one; always replaced by one that knows where it
    /// is.</summary>
    public ContactConverter()
        : this(system: null)
    {
    }

    public override NodeContact Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (name, path) = (Next(ref reader), Next(ref reader));
        reader.Read();
        return reader.TokenType == JsonTokenType.EndArray
            ? new NodeContact(name, system!.Provider.ResolveActorRef(path))
            : throw new JsonException("A contact must be a name and a path.");
    }

    public override void Write(Utf8JsonWriter writer, NodeContact value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.Name);
        writer.WriteStringValue(Serialization.SerializedActorPath(value.Agent));
        writer.WriteEndArray();
    }

    private static string Next(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.String
        ? reader.GetString()!
        : throw new JsonException("A contact must be a name and a path.");
}
