using System.Text.Json.Serialization;

namespace Tune.Server.Mlflow;

[JsonSerializable(typeof(string[]))]
internal sealed partial class MlflowTexts : JsonSerializerContext;
