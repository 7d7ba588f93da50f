namespace Tune.Architecture.Tests.Dependencies;

/// <summary>Compares what the project files ask for, and what the built assemblies touch, with the map.</summary>
internal static class DependencyRule
{
    /// <summary>Project files against the map, in both directions.</summary>
    public static IEnumerable<Finding> Check(IEnumerable<ProjectFile> files)
    {
        var all = files.ToArray();
        foreach (var file in all.Where(file => !IsTest(file.Path)))
        {
            var permit = DependencyMap.Projects.FirstOrDefault(permit => permit.Project == file.Name);
            if (permit is null && file.Projects.Count + file.Packages.Count == 0 && file.Name == file.Path)
            {
                continue;
            }

            foreach (var finding in permit is null
                ? [new Finding(file.Path, $"{file.Name} is not in the dependency map")]
                : Compare(file, permit))
            {
                yield return finding;
            }
        }

        foreach (var finding in all.Where(file => IsTest(file.Path)).SelectMany(CheckTest).Concat(Missing(all)))
        {
            yield return finding;
        }
    }

    /// <summary>Packages and assemblies found outside their one home.</summary>
    /// <param name="path">The project file that names them, or whose assembly touches them.</param>
    /// <param name="names">Package ids or names of referenced assemblies.</param>
    public static IEnumerable<Finding> CheckHomes(string path, IEnumerable<string> names) =>
        from name in names
        from home in DependencyMap.Homes
        where name == home.Prefix || name.StartsWith(home.Prefix + ".", StringComparison.Ordinal)
            || name.StartsWith(home.Prefix + "-", StringComparison.Ordinal)
        where !path.StartsWith(home.Folder, StringComparison.Ordinal)
        select new Finding(path, $"{name} lives in {home.Folder} and nowhere else");

    /// <summary>Assemblies that are neither ours, nor the framework's, nor of a family with a home.</summary>
    public static IEnumerable<Finding> CheckKnown(
        string path, IEnumerable<string> references, Func<string, bool> isFramework) =>
        from name in references
        where !name.StartsWith("Tune.", StringComparison.Ordinal) && !isFramework(name)
        where !DependencyMap.Homes.Any(home => name.StartsWith(home.Prefix, StringComparison.Ordinal))
        select new Finding(path, $"touches {name}, which has no home in the dependency map");

    /// <summary>Assemblies of a raised family whose package, or whose abstractions' package, the project does not ask
    /// for by name.</summary>
    public static IEnumerable<Finding> CheckNamed(
        string path, IEnumerable<string> references, IReadOnlyCollection<string> packages) =>
        from name in references
        where DependencyMap.Raised.Any(family => name.StartsWith(family + ".", StringComparison.Ordinal))
        where !packages.Contains(name) && !packages.Any(package => name == package + ".Abstractions")
        select new Finding(path, $"touches {name} and does not ask for the package: a program outside this tree, "
            + "which does not see the pins, would get another version");

    private static bool IsTest(string path) => path.StartsWith("tests/", StringComparison.Ordinal);

    private static IEnumerable<Finding> Compare(ProjectFile file, Permit permit)
    {
        foreach (var name in file.Projects.Except(permit.Projects))
        {
            yield return new(file.Path, $"{file.Name} -> {name} is an arrow the map does not allow");
        }

        foreach (var name in file.Packages.Except(permit.Packages))
        {
            yield return new(file.Path, $"{file.Name} asks for package {name}, which the map does not allow");
        }

        foreach (var name in permit.Projects.Except(file.Projects).Concat(permit.Packages.Except(file.Packages)))
        {
            yield return new(file.Path, $"the map allows {name}, which {file.Name} no longer uses: remove it there");
        }
    }

    private static IEnumerable<Finding> CheckTest(ProjectFile file) =>
        from name in file.Packages.Except(DependencyMap.TestPackages)
        select new Finding(file.Path, $"package {name} is not in the list for tests");

    private static IEnumerable<Finding> Missing(ProjectFile[] files) =>
        from permit in DependencyMap.Projects
        where files.All(file => file.Name != permit.Project)
        select new Finding("DependencyMap.cs", $"{permit.Project} is in the map but not in the tree");
}
