using System.Reflection;

namespace Tune.Engine.Spaces;

// Where the functions of a space come from.
public sealed partial class SearchSpace
{
    /// <summary>The modules of the functions, in the order of their names.</summary>
    internal IEnumerable<Module> CodeModules() =>
    [
        .. _derivations.OrderBy(function => function.Key, StringComparer.Ordinal)
            .Select(function => ModuleOf(function.Value)),
        .. _rules.OrderBy(function => function.Key, StringComparer.Ordinal)
            .Select(function => ModuleOf(function.Value)),
    ];

    private static Module ModuleOf(Delegate function) =>
        function.Target is ISpaceCode code ? code.Source : function.Method.Module;
}
