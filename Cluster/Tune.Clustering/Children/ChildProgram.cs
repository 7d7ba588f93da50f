using System.Reflection;

namespace Tune.Clustering.Children;

/// <summary>The program that is started as a child process: one whose first act is to call
/// <see cref="ChildRunner"/>.</summary>
/// <param name="FileName">The executable's path.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ChildProgram(string FileName, IReadOnlyList<string> Arguments)
{
    private const string DepsEnd = ".deps.json";

    /// <summary>An assembly whose start-up hook runs the child before <c>Main</c> does anything; null if <c>Main</c>
    /// itself comes to the training code.</summary>
    public string? Hook { get; init; }

    /// <summary>This very program with the arguments it was given: what chose the training code here chooses it
    /// there.</summary>
    /// <exception cref="PlatformNotSupportedException">The system does not tell which program this is.</exception>
    public static ChildProgram Current
    {
        get
        {
            var path = Environment.ProcessPath ?? throw new PlatformNotSupportedException(
                "The system does not say which program this is, so it cannot be started as a child process.");
            if (IsTestHost)
            {
                return OfTests(path);
            }

            var given = Environment.GetCommandLineArgs().Skip(1);
            return new ChildProgram(
                path, IsDotnet(path) ? [Assembly.GetEntryAssembly()!.Location, .. given] : [.. given]);
        }
    }

    /// <summary>Whether this is a process that a test platform started: its <c>Main</c> would run tests, or wait for
    /// orders, and never come to the training code.</summary>
    public static bool IsTestHost { get; } =
        Assembly.GetEntryAssembly()?.GetName().Name is not { } entry
        || entry.StartsWith("testhost", StringComparison.OrdinalIgnoreCase)
        || entry.StartsWith("ReSharperTestRunner", StringComparison.Ordinal)
        || Array.Exists(AppDomain.CurrentDomain.GetAssemblies(), IsATestPlatform);

    // The tests' own program with all it needs, which is told to do something else before its Main is reached.
    private static ChildProgram OfTests(string path)
    {
        var described = Described().FirstOrDefault(name =>
            File.Exists(name + ".dll") && File.Exists(name + ".runtimeconfig.json"))
            ?? throw new PlatformNotSupportedException(
                $"There is no program beside {AppContext.BaseDirectory} that could run trials of these tests in a "
                + "process of its own; let them run on threads (Isolation.Thread).");
        return new ChildProgram(IsDotnet(path) ? path : Dotnet(),
        [
            "exec", "--depsfile", described + DepsEnd, "--runtimeconfig", described + ".runtimeconfig.json",
            described + ".dll",
        ])
        {
            Hook = typeof(ChildProgram).Assembly.Location,
        };
    }

    private static IEnumerable<string> Described() =>
        ((AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string)?.Split(';') ?? [])
        .Concat(Directory.EnumerateFiles(AppContext.BaseDirectory, "*" + DepsEnd).Order(StringComparer.Ordinal))
        .Where(file => file.EndsWith(DepsEnd, StringComparison.Ordinal)
            && !Path.GetFileName(file).StartsWith("testhost", StringComparison.OrdinalIgnoreCase))
        .Select(file => file[..^DepsEnd.Length]);

    // The runtime is in shared/Microsoft.NETCore.App/10.0.0 below the program that starts it.
    private static string Dotnet()
    {
        var root = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..");
        return Path.GetFullPath(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
    }

    private static bool IsDotnet(string path) =>
        Path.GetFileNameWithoutExtension(path).Equals("dotnet", StringComparison.OrdinalIgnoreCase);

    private static bool IsATestPlatform(Assembly loaded) => loaded.GetName().Name is { } name
        && (name.StartsWith("Microsoft.TestPlatform.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Testing.Platform", StringComparison.Ordinal)
            || name.StartsWith("xunit.v3.", StringComparison.Ordinal));
}
