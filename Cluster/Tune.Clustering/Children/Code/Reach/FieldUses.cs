using System.Reflection;

namespace Tune.Clustering.Children.Code.Reach;

/// <summary>Who beside the training code uses a static field.</summary>
/// <param name="used">The field.</param>
/// <param name="homes">The assemblies to look through.</param>
/// <param name="reach">The training code.</param>
internal sealed class FieldUses(FieldInfo used, Assembly[] homes, CodeReach reach)
{
    private readonly Assembly[] _homes = ProgramParts.IsOwn(used.DeclaringType!.Assembly)
        ? [.. homes.Append(used.DeclaringType.Assembly).Distinct()]
        : homes;

    /// <summary>Whether other code sets it after its type has begun.</summary>
    public bool AreSetElsewhere => Array.Exists(_homes, home => AssignedFields.Of(home).SetBy(used).Any(IsElsewhere));

    /// <summary>Whether other code reads it, and so could change what it holds.</summary>
    public bool AreReadElsewhere =>
        Array.Exists(_homes, home => AssignedFields.Of(home).ReadBy(used).Any(IsElsewhere));

    // An accessor that nobody else calls does nothing.
    private bool IsElsewhere(MethodBase method) =>
        method is MethodInfo { IsStatic: true, IsSpecialName: true, DeclaringType.IsGenericType: false } accessor
        && (accessor.Name.StartsWith("set_", StringComparison.Ordinal)
            || accessor.Name.StartsWith("get_", StringComparison.Ordinal))
            ? (!accessor.IsPrivate && Array.Exists(_homes, home => home != accessor.Module.Assembly))
                || AssignedFields.Of(accessor.Module.Assembly).CallersOf(accessor).Any(one => !reach.Has(one))
            : !reach.Has((method.Module, method.MetadataToken));
}
