using System.Reflection;

namespace Tune.Clustering.Children.Code;

/// <summary>The fields of an object, those of its base types included, each under a key of its own.</summary>
internal static class CapturedFields
{
    /// <summary>The object's own by their names, those of a base type after the name of that.</summary>
    public static IEnumerable<(string Key, FieldInfo Field)> Of(Type type)
    {
        for (var home = type; home is not null && home != typeof(object) && home != typeof(ValueType);
            home = home.BaseType)
        {
            foreach (var field in home.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return (home == type ? field.Name : $"{home.Name}.{field.Name}", field);
            }
        }
    }
}
