using System.Reflection;
using Tune.Clustering.Children.Code.Reach;

namespace Tune.Clustering.Children.Code;

/// <summary>The fields of an object, those of its base types included, each under a key of its own.</summary>
internal static class CapturedFields
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // Which thread made an iterator tells it whether it may be its own enumerator; no other thread has that number.
    private const string ThreadOfAnIterator = "<>l__initialThreadId";

    /// <summary>The object's own by their names, those of a base type after the name of that.</summary>
    public static IEnumerable<(string Key, FieldInfo Field)> Of(Type type)
    {
        for (var home = type; home is not null && home != typeof(object) && home != typeof(ValueType);
            home = home.BaseType)
        {
            foreach (var field in home.GetFields(Declared).Where(field => field.Name != ThreadOfAnIterator))
            {
                yield return (home == type ? field.Name : $"{home.Name}.{field.Name}", field);
            }
        }
    }

    /// <summary>Those that training code can see: all of data, and of an object with a life of its own, or of a lambda
    /// that shares what it captures with others, those that the code touches.</summary>
    public static IEnumerable<(string Key, FieldInfo Field)> Of(Type type, CodeReach reach)
    {
        var isWhole = !ProgramParts.IsOwn(type.Assembly)
            || (!KnownThings.IsClosure(type) && (KnownThings.IsData(type) || IsOpen(type)));
        return isWhole ? Of(type) : Of(type).Where(one => ProgramParts.IsOwn(one.Field.DeclaringType!.Assembly)
            && reach.Touches(one.Field));
    }

    // What a library reads by reflection, such as a configuration in a class of its own, the code does not touch.
    private static bool IsOpen(Type type) => type.BaseType == typeof(object)
        && type.GetFields(Declared).All(field => field.IsPublic
            || (field.Name.StartsWith('<') && field.Name.IndexOf('>', 1) is > 1 and var end
                && type.GetProperty(field.Name[1..end], Declared)?.GetMethod is { IsPublic: true }));
}
