using System.Text.RegularExpressions;

namespace Tune.Walkthrough.Tests;

/// <summary>What one section of CONTRIBUTING.md tells its reader to write and to run.</summary>
internal sealed partial class Guide
{
    private readonly string _text;

    /// <param name="document">The whole document.</param>
    /// <param name="heading">The section's heading.</param>
    public Guide(string document, string heading)
    {
        var start = document.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.That(start, Is.GreaterThanOrEqualTo(0), $"CONTRIBUTING.md has a section '{heading}'");
        var end = document.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        _text = document[start..(end < 0 ? document.Length : end)];
    }

    /// <summary>Files with their content: a path in back quotes and, as the next block, C#.</summary>
    public IReadOnlyList<(string Path, string Code)> Files =>
    [
        .. Block().Matches(_text).Where(block => block.Groups["kind"].Value == "csharp")
            .Select(block => (PathBefore(block.Index, ".cs"), block.Groups["text"].Value)),
    ];

    /// <summary>The line in the first block without a language after the mention of a path.</summary>
    public string LineFor(string path)
    {
        var at = _text.IndexOf($"`{path}`", StringComparison.Ordinal);
        Assert.That(at, Is.GreaterThanOrEqualTo(0), $"the section names {path}");
        return Block().Matches(_text).First(block => block.Index > at && block.Groups["kind"].Value.Length == 0)
            .Groups["text"].Value.TrimEnd('\n');
    }

    /// <summary>The filter of the first command to run some tests of a project.</summary>
    public string FilterFor(string project)
    {
        var line = Block().Matches(_text)
            .Where(block => block.Groups["kind"].Value == "bash")
            .SelectMany(block => block.Groups["text"].Value.Split('\n'))
            .FirstOrDefault(line => line.Contains($" {project} --filter ", StringComparison.Ordinal));
        Assert.That(line, Is.Not.Null, $"the section has a command for some tests of {project}");
        return Filter().Match(line!).Groups[1].Value;
    }

    /// <summary>What the command that packs some projects says: which, and the version.</summary>
    public (string[] Projects, string Version) Packed()
    {
        var told = Packing().Match(_text);
        Assert.That(told.Success, "the section packs projects into the folder 'feed' under a version");
        return (
            told.Groups["projects"].Value.Split((char[])[' ', '\\', '\n'], StringSplitOptions.RemoveEmptyEntries),
            told.Groups["version"].Value);
    }

    private string PathBefore(int index, string end) =>
        Quoted().Matches(_text[..index]).Select(match => match.Groups[1].Value)
            .Last(path => path.EndsWith(end, StringComparison.Ordinal));

    [GeneratedRegex("^```(?<kind>[a-z]*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("""
        ^for project in (?<projects>[^;]+); do
            dotnet pack -c Release \$project -o feed -p:Version=(?<version>\S+)
        done$
        """, RegexOptions.Multiline)]
    private static partial Regex Packing();

    [GeneratedRegex("--filter \"([^\"]+)\"")]
    private static partial Regex Filter();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Quoted();
}
