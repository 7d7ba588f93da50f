using System.Reflection;
using System.Text.Json;

namespace Tune.Engine.Spaces.Typed;

/// <summary>From C# names to parameter names: <c>LearningRate</c> is <c>learning_rate</c>.</summary>
internal static class MemberNames
{
    public static string ToParameter(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    public static string Of(Type type) => type.GetCustomAttribute<NamedAttribute>()?.Name ?? ToParameter(type.Name);
}
