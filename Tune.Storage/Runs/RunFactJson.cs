using System.Text.Json.Serialization;
using Tune.Engine.Runs;

namespace Tune.Storage.Runs;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunFact))]
internal sealed partial class RunFactJson : JsonSerializerContext;
