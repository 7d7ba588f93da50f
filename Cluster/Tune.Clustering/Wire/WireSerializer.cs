using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;
using Tune.Clustering.Children.Frames;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Clustering.Wire;

/// <summary>
/// Turns our messages into bytes and back: reports and their answers packed, a spec as in the journal, everything else
/// as generated JSON. What is not on the list of manifests is refused on both sides. Safe for many threads.
/// </summary>
/// <param name="system">Where actors are looked up.</param>
/// <param name="catalog">The algorithms a spec may name.</param>
internal sealed class WireSerializer(ExtendedActorSystem system, AlgorithmCatalog catalog)
    : SerializerWithStringManifest(system)
{
    /// <summary>The name under which the actor system knows it.</summary>
    public const string Name = "tune";

    // Part of every message on the wire; below 100 is Akka's own.
    private const int Number = 7301;

    private readonly JsonSerializerOptions _json = WireJson.For(system);
    private readonly SpecJson _specs = new(catalog);

    public override int Identifier => Number;

    public override string Manifest(object o) => WireManifests.NameOf(o.GetType())
        ?? throw new SerializationException($"{o.GetType().Name} has no manifest: it must not leave this node.");

    /// <inheritdoc />
    /// <exception cref="SerializationException">It must not leave this node, or is too large. The transport logs it and
    /// goes on.</exception>
    public override byte[] ToBinary(object obj)
    {
        var manifest = Manifest(obj);
        byte[] bytes;
        try
        {
            bytes = obj switch
            {
                SubmitExperiment submit => SubmitCodec.Write(submit, _specs),
                ReportBatch batch => BatchCodec.Write(batch),
                BatchAnswers answers => AnswersCodec.Write(answers),
                _ => JsonSerializer.SerializeToUtf8Bytes(obj, _json.GetTypeInfo(obj.GetType())),
            };
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new SerializationException($"A message '{manifest}' cannot be sent. {e.Message}", e);
        }

        return bytes.Length <= WireLimit.MessageBytes
            ? bytes
            : throw new SerializationException(WireLimit.Problem($"A message '{manifest}'", bytes.Length));
    }

    /// <inheritdoc />
    /// <exception cref="SerializationException">The manifest or the bytes make no sense here.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var type = WireManifests.TypeOf(manifest)
            ?? throw new SerializationException($"The manifest '{manifest}' is not known here.");
        try
        {
            return type == typeof(SubmitExperiment)
                ? SubmitCodec.Read(bytes, _specs, manifest switch
                {
                    WireManifests.SubmitBefore => 2, WireManifests.SubmitUnmarked => 3, _ => 4,
                })
                : type == typeof(ReportBatch) ? BatchCodec.Read(bytes)
                : type == typeof(BatchAnswers) ? AnswersCodec.Read(bytes)
                : JsonSerializer.Deserialize(bytes, _json.GetTypeInfo(type))
                    ?? throw new SerializationException($"A message '{manifest}' is null.");
        }
        catch (Exception e) when (e is JsonException or FrameException or InvalidDataException or FormatException
            or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new SerializationException($"A message '{manifest}' cannot be read. {e.Message}", e);
        }
    }
}
