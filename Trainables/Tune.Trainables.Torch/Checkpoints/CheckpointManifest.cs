using System.Text.Json.Serialization;

namespace Tune.Trainables.Torch.Checkpoints;

/// <summary>What <c>checkpoint.json</c> says: which files belong to the checkpoint, and what is not a tensor.</summary>
/// <param name="Format">The version of this layout.</param>
/// <param name="Files">Length and SHA-256 of each tensor file.</param>
/// <param name="Optimizer">The optimizer's kind and options; null without one.</param>
/// <param name="SchedulePosition">Steps of the learning rate schedule; null without one.</param>
/// <param name="Threads">How many intra-op threads computed it; sums differ in the last bits with another
/// number.</param>
/// <param name="Notes">The caller's own entries.</param>
internal sealed record CheckpointManifest(
    int Format,
    IReadOnlyDictionary<string, CheckpointFile> Files,
    OptimizerManifest? Optimizer,
    int? SchedulePosition,
    int Threads,
    IReadOnlyDictionary<string, string> Notes)
{
    public const int CurrentFormat = 1;
}

/// <param name="Bytes">The file's length.</param>
/// <param name="Sha256">Its hash, hexadecimal and lower case.</param>
internal sealed record CheckpointFile(long Bytes, string Sha256);

/// <param name="Kind">The optimizer's type name, for example <c>Adam</c>.</param>
/// <param name="Groups">The options of each parameter group; a switch is 0 or 1.</param>
/// <param name="States">How many parameters have a state.</param>
internal sealed record OptimizerManifest(
    string Kind, IReadOnlyList<IReadOnlyDictionary<string, double>> Groups, int States);

/// <summary>How the manifest is written and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true)]
[JsonSerializable(typeof(CheckpointManifest))]
internal sealed partial class CheckpointManifestJson : JsonSerializerContext;
