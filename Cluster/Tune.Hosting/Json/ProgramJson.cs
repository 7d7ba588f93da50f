using System.Text.Json;
using Tune.Engine.Experiments;

namespace Tune.Hosting.Json;

/// <summary>What ran, as one object.</summary>
internal static class ProgramJson
{
    public static void Write(Utf8JsonWriter json, ProgramRecord program)
    {
        json.WriteStartObject();
        json.WriteString("name", program.Name);
        json.WriteString("version", program.Version);
        json.WriteString("build", program.Build);
        json.WriteString("commit", program.Commit);
        if (program.IsDirty is { } isDirty)
        {
            json.WriteBoolean("dirty", isDirty);
        }

        json.WriteString("runtime", program.Runtime);
        json.WriteString("operating_system", program.OperatingSystem);
        json.WriteString("host", program.Host);
        json.WritePropertyName("gpus");
        JsonSerializer.Serialize(json, program.Gpus);
        json.WriteStartObject("packages");
        foreach (var (name, version) in program.Packages?.AsEnumerable() ?? [])
        {
            json.WriteString(name, version);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
