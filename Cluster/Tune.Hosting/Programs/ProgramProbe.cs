using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Tune.Engine.Experiments;

namespace Tune.Hosting.Programs;

/// <summary>Finds out which program this is. Never throws; what cannot be found out in time is left empty.</summary>
internal static class ProgramProbe
{
    private static readonly TimeSpan GitPatience = TimeSpan.FromSeconds(3);

    // A process is one program from its start to its end, however often it opens something.
    private static readonly Lazy<Task<ProgramRecord>> Found = new(() => Task.Run(() => LookAsync(
        Assembly.GetEntryAssembly(), AppContext.BaseDirectory, new GitProbe("git", GitPatience))));

    /// <summary>Begins to look, the first time, on a thread of its own, so that it is there by the time it is
    /// needed.</summary>
    public static Task<ProgramRecord> Start() => Found.Value;

    public static async Task<ProgramRecord> LookAsync(Assembly? program, string folder, GitProbe git)
    {
        var (commit, isDirty) = await git.LookAsync(folder);
        return new ProgramRecord
        {
            Name = program?.GetName().Name ?? "",
            Version = program?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
                ?? program?.GetName().Version?.ToString() ?? "",
            Build = program?.ManifestModule.ModuleVersionId.ToString() ?? "",
            Commit = commit,
            IsDirty = isDirty,
            Packages = Packages(program),
            Runtime = RuntimeInformation.FrameworkDescription,
            OperatingSystem = $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})",
            Host = Environment.MachineName,
            Gpus = Gpus("/proc/driver/nvidia/gpus"),
        }.Bounded();
    }

    // The list that the build leaves beside the program.
    private static ImmutableSortedDictionary<string, string>? Packages(Assembly? program)
    {
        try
        {
            var files = (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? "").Split(
                OperatingSystem.IsWindows() ? ';' : ':', StringSplitOptions.RemoveEmptyEntries);
            var own = $"{program?.GetName().Name}.deps.json";
            if (files.FirstOrDefault(file => Path.GetFileName(file) == own) is not { } path)
            {
                return null;
            }

            using var deps = JsonDocument.Parse(File.ReadAllBytes(path));
            var found = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            foreach (var library in deps.RootElement.GetProperty("libraries").EnumerateObject())
            {
                if (library.Value.GetProperty("type").GetString() == "package"
                    && library.Name.Split('/') is [var name, var version])
                {
                    found[name] = version;
                }
            }

            return found.ToImmutable();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException
            or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    internal static ImmutableArray<string> Gpus(string folder)
    {
        try
        {
            return !Directory.Exists(folder) ? [] :
            [
                .. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
                    .Select(card => File.ReadLines(Path.Combine(card, "information"))
                        .FirstOrDefault(line => line.StartsWith("Model:", StringComparison.Ordinal)))
                    .OfType<string>()
                    .Select(line => line["Model:".Length..].Trim()),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
