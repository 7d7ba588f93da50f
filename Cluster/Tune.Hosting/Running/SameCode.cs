using System.Reflection;
using System.Runtime.CompilerServices;
using Tune.Engine.Ports;

namespace Tune.Hosting.Running;

/// <summary>Whether two trainables of one name are the same training code, made twice.</summary>
internal static class SameCode
{
    // A lambda may hold itself.
    private const int DepthMax = 16;

    /// <summary>The same method with the same captured values. In doubt they are not.</summary>
    public static bool Is(TrainableDefinition one, TrainableDefinition other) =>
        one.Isolation == other.Isolation && Equal(one.Create, other.Create, DepthMax);

    private static bool Equal(object? one, object? other, int depth)
    {
        if (Equals(one, other))
        {
            return true;
        }

        if (one is null || other is null || depth == 0 || one.GetType() != other.GetType())
        {
            return false;
        }

        return one switch
        {
            Delegate made => made.Method == ((Delegate)other).Method
                && Equal(made.Target, ((Delegate)other).Target, depth - 1),
            _ when one.GetType().IsDefined(typeof(CompilerGeneratedAttribute)) => one.GetType()
                .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .All(field => Equal(field.GetValue(one), field.GetValue(other), depth - 1)),
            _ => false,
        };
    }
}
