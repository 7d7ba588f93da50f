using System.Reflection;

namespace Tune.Engine.Spaces;

// Where the functions of a space come from.
public sealed partial class SearchSpace
{
    /// <summary>The assemblies of the functions, in the order of their names.</summary>
    internal IEnumerable<Assembly> CodeAssemblies() =>
    [
        .. _derivations.OrderBy(function => function.Key, StringComparer.Ordinal)
            .Select(function => AssemblyOf(function.Value)),
        .. _rules.OrderBy(function => function.Key, StringComparer.Ordinal)
            .Select(function => AssemblyOf(function.Value)),
    ];

    private static Assembly AssemblyOf(Delegate function) =>
        function.Target is ISpaceCode code ? code.Source : function.Method.Module.Assembly;
}
