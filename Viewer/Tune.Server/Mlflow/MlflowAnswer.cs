using System.Text.Json;

namespace Tune.Server.Mlflow;

/// <summary>Writes the members of the object that is answered.</summary>
internal delegate void MlflowAnswer(Utf8JsonWriter json);
