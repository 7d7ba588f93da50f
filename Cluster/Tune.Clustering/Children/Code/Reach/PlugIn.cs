using System.Reflection;
using System.Runtime.Loader;

namespace Tune.Clustering.Children.Code.Reach;

/// <summary>What a program has loaded from elsewhere. Which copy of an assembly that needs is its loader's business, so
/// each one that may be it counts.</summary>
internal sealed class PlugIn(Assembly root)
{
    private readonly ILookup<string, Assembly> _along =
        (AssemblyLoadContext.GetLoadContext(root) ?? AssemblyLoadContext.Default).Assemblies
            .Where(one => !one.IsDynamic).ToLookup(one => one.GetName().Name!, StringComparer.Ordinal);

    private readonly string _folder = Path.GetDirectoryName(Builds.FileOf(root)) ?? "";

    /// <summary>The builds under a name, and what they need.</summary>
    /// <param name="name">The name.</param>
    /// <param name="known">What the program itself has under it.</param>
    public (string? Build, string[] Needs) Look(string name, (string? Build, string[] Needs) known)
    {
        (string? Build, string[] Needs)[] all =
        [
            known, .. _along[name].Select(one => ((string?, string[]))Builds.Tell(one)),
            _folder.Length > 0 ? Builds.TryRead(Path.Combine(_folder, $"{name}.dll")) : (null, []),
        ];
        var builds = all.Select(one => one.Build).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToArray();
        return (builds.Length == 0 ? null : string.Join('+', builds), [.. all.SelectMany(one => one.Needs)]);
    }
}
