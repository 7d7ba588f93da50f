using System.Diagnostics;
using NUnit.Framework;

namespace Tune.Testing;

/// <summary>Programs that TuneNet does not need but a test does.</summary>
public static class InstalledProgram
{
    /// <summary>The path of a program on the PATH, or the test is skipped.</summary>
    /// <param name="name">For example <c>python3</c>.</param>
    /// <param name="package">The package that brings it.</param>
    public static string PathOrSkip(string name, string package)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var path = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Assume.That(path, Is.Not.Null, $"There is no '{name}' on the PATH here: install the package {package}.");
        return path!;
    }

    /// <summary>Runs a program that every system has to its end, which must be a good one.</summary>
    public static void Run(string name, params string[] arguments)
    {
        using var process = Process.Start(name, arguments);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"{name} {string.Join(' ', arguments)}");
    }
}
