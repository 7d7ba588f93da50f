using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tune.Engine.Ports;

namespace Tune.Engine.Experiments;

/// <summary>
/// Specs as JSON text and back. Algorithms are stored under their catalogue names with their options beside.
/// </summary>
public sealed class SpecJson
{
    private readonly JsonSerializerOptions _options;

    /// <summary>Makes it for a catalogue.</summary>
    public SpecJson(AlgorithmCatalog catalog)
    {
        Catalog = catalog;
        _options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            AllowOutOfOrderMetadataProperties = true,
            AllowDuplicateProperties = false,
            Converters =
            {
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
                new AlgorithmConverter<SchedulerOptions>(catalog),
                new AlgorithmConverter<SearcherOptions>(catalog),
            },
        };
    }

    /// <summary>The algorithms it knows.</summary>
    public AlgorithmCatalog Catalog { get; }

    /// <summary>The spec as one line of JSON.</summary>
    /// <exception cref="JsonException">An algorithm is not in the catalogue.</exception>
    public string Write(ExperimentSpec spec) => JsonSerializer.Serialize(spec, _options);

    /// <summary>The spec from its JSON.</summary>
    /// <exception cref="JsonException">
    /// The text is not a spec, or names an algorithm that is not in the catalogue.
    /// </exception>
    public ExperimentSpec Read(string json) =>
        JsonSerializer.Deserialize<ExperimentSpec>(json, _options)
        ?? throw new JsonException("A spec must be an object, not null.");

    /// <summary>A scheduler from the JSON object it is stored as: its catalogue name as <c>algorithm</c>, and its
    /// options.</summary>
    /// <exception cref="JsonException">The text is no such object, or an option is missing or wrong.</exception>
    public SchedulerOptions ReadScheduler(string json) => Read<SchedulerOptions>(json);

    /// <summary>A scheduler as the JSON object that <see cref="ReadScheduler"/> reads.</summary>
    /// <exception cref="JsonException">It is not in the catalogue.</exception>
    public string WriteScheduler(SchedulerOptions scheduler) => JsonSerializer.Serialize(scheduler, _options);

    /// <summary>The same for a searcher.</summary>
    /// <exception cref="JsonException">The text is no such object, or an option is missing or wrong.</exception>
    public SearcherOptions ReadSearcher(string json) => Read<SearcherOptions>(json);

    private T Read<T>(string json)
        where T : class =>
        JsonSerializer.Deserialize<T>(json, _options) ?? throw new JsonException("An algorithm must be an object.");

    private sealed class AlgorithmConverter<T>(AlgorithmCatalog catalog) : JsonConverter<T>
        where T : class
    {
        private const string Key = "algorithm";

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new JsonException("An algorithm must be an object.");
            }

            if (!document.RootElement.TryGetProperty(Key, out var key) || key.ValueKind != JsonValueKind.String)
            {
                throw new JsonException($"An algorithm must have a text '{Key}'.");
            }

            var name = key.GetString()!;
            var type = catalog.TypeOf(name);
            if (type is null || !typeof(T).IsAssignableFrom(type))
            {
                throw new JsonException($"The algorithm '{name}' is not known to this program.");
            }

            if (document.RootElement.EnumerateObject().CountBy(option => option.Name).Any(option => option.Value > 1))
            {
                throw new JsonException($"An option of the algorithm '{name}' is given twice.");
            }

            var node = JsonObject.Create(document.RootElement)!;
            node.Remove(Key);
            RequireOptions(name, node, options.GetTypeInfo(type));
            return (T)node.Deserialize(type, options)!;
        }

        private static void RequireOptions(string name, JsonObject given, JsonTypeInfo type)
        {
            string[] known = [.. type.Properties.Where(option => option.Set is not null).Select(option => option.Name)];
            foreach (var (option, _) in given)
            {
                if (!known.Contains(option, StringComparer.Ordinal))
                {
                    throw new JsonException($"The algorithm '{name}' has no option '{option}'; "
                        + (known.Length == 0 ? "it has none." : $"it has {string.Join(", ", known)}."));
                }
            }

            foreach (var option in type.Properties.Where(each => each.IsRequired && !given.ContainsKey(each.Name)))
            {
                throw new JsonException($"The algorithm '{name}' needs the option '{option.Name}'.");
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            var name = catalog.NameOf(value) ?? throw new JsonException(
                $"{value.GetType().Name} is not in the algorithm catalogue: add its line there.");
            var node = JsonSerializer.SerializeToNode(value, value.GetType(), options)!.AsObject();
            node.Insert(0, Key, name);
            node.WriteTo(writer, options);
        }
    }
}
