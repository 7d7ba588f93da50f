using System.Diagnostics;
using System.Text.RegularExpressions;
using Tune.Testing;

namespace Tune.Schedulers.Tests.Walkthrough;

/// <summary>A copy of as much of this tree as one project takes to build, for a reader who changes it.</summary>
internal sealed partial class TreeCopy : IDisposable
{
    // Of all processes of the run together that are .NET: a test that eats the machine ends instead.
    private const string HeapMax = "0x60000000";

    private readonly string _folder = Directory.CreateTempSubdirectory("tune-walk-").FullName;

    public TreeCopy(string project)
    {
        var source = RepositoryFolder.Find() ?? throw new AssertionException("The tests run far from their tree.");
        foreach (var shelf in new[] { "", "tests" })
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(source, shelf)))
            {
                File.Copy(file, Made(Path.Combine(shelf, Path.GetFileName(file))));
            }
        }

        Add(source, project, []);
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(_folder, path));

    public void Write(string path, string text) => File.WriteAllText(Made(path), text);

    /// <summary>Puts a line after the last one that contains a text.</summary>
    public void Insert(string path, string line, string after)
    {
        var lines = Read(path).Split('\n').ToList();
        var at = lines.FindLastIndex(one => one.Contains(after, StringComparison.Ordinal));
        Assert.That(at, Is.GreaterThanOrEqualTo(0), $"{path} has a line with '{after}'");
        lines.Insert(at + 1, line);
        Write(path, string.Join('\n', lines));
    }

    /// <summary>Runs a command in the copy, with a bound on its time and its memory.</summary>
    public async Task<(int Code, string Output)> RunAsync(string command, TimeSpan most)
    {
        var info = new ProcessStartInfo("sh", ["-c", command + " 2>&1"])
        {
            WorkingDirectory = _folder, RedirectStandardOutput = true,
        };
        foreach (var (name, value) in new[]
        {
            ("DOTNET_GCHeapHardLimit", HeapMax), ("MSBUILDDISABLENODEREUSE", "1"), ("UseSharedCompilation", "false"),
            ("TUNE_TEST_RESULTS", ""),
        })
        {
            info.Environment[name] = value;
        }

        using var process = Process.Start(info)!;
        using var enough = new CancellationTokenSource(most);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(enough.Token);
            await process.WaitForExitAsync(enough.Token);
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new AssertionException($"'{command}' did not end within {most}.");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Add(string source, string project, HashSet<string> added)
    {
        if (!added.Add(project))
        {
            return;
        }

        var folder = Path.Combine(source, project);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(folder, file);
            if (!Built().IsMatch(path))
            {
                File.Copy(file, Made(Path.Combine(project, path)));
            }
        }

        var text = File.ReadAllText(Directory.EnumerateFiles(folder, "*.csproj").Single());
        foreach (Match reference in Reference().Matches(text))
        {
            var other = Path.GetFullPath(Path.Combine(folder, Path.GetDirectoryName(reference.Groups[1].Value)!));
            Add(source, Path.GetRelativePath(source, other), added);
        }
    }

    private string Made(string path)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }

    [GeneratedRegex(@"^(bin|obj)[\\/]")]
    private static partial Regex Built();

    [GeneratedRegex("<ProjectReference Include=\"([^\"]+)\"")]
    private static partial Regex Reference();
}
