using System.Text.RegularExpressions;

namespace Tune.Architecture.Tests.Docs;

/// <summary>The parts of a Markdown text that can be checked: code blocks, links, headings.</summary>
internal static partial class Markdown
{
    /// <summary>
    /// Every block fenced as <c>csharp</c>. A comment <c>&lt;!-- csharp ... --&gt;</c> right above a block holds lines
    /// that the reader already has in mind (usings, a variable, a type): they are compiled with the block, not shown.
    /// The words <c>with above</c> first there make the block a further file of the program above it.
    /// </summary>
    public static IEnumerable<CodeBlock> CSharpBlocks(SourceFile file)
    {
        var lines = file.Lines;
        for (var index = 0; index < lines.Length; index++)
        {
            if (!Fence().IsMatch(lines[index]))
            {
                continue;
            }

            var language = lines[index].Trim().Trim('`').Trim();
            var end = Array.FindIndex(lines, index + 1, line => Fence().IsMatch(line));
            end = end < 0 ? lines.Length : end;
            if (language is "csharp" or "cs" or "c#")
            {
                yield return new(file.Path, index + 2, Context(lines, index), Join(lines[(index + 1)..end]));
            }

            index = end;
        }
    }

    /// <summary>Links and pictures, outside code, that point into the repository.</summary>
    public static IEnumerable<(int Line, string Target)> RelativeLinks(SourceFile file) =>
        from line in Prose(file)
        from match in Link().Matches(line.Text)
        let target = match.Groups["target"].Value
        where !target.Contains("://", StringComparison.Ordinal)
            && !target.StartsWith("mailto:", StringComparison.Ordinal)
        select (line.Number, target);

    /// <summary>The anchors that headings get: lower case, words joined by hyphens, the rest dropped.</summary>
    public static IEnumerable<string> Anchors(SourceFile file) =>
        from line in Prose(file)
        where line.Text.StartsWith('#')
        let title = line.Text.TrimStart('#').Trim().ToLowerInvariant()
        select NotInAnchors().Replace(title, "").Replace(' ', '-');

    private static IEnumerable<(int Number, string Text)> Prose(SourceFile file)
    {
        var isCode = false;
        foreach (var (index, line) in file.Lines.Index())
        {
            if (Fence().IsMatch(line))
            {
                isCode = !isCode;
            }
            else if (!isCode)
            {
                yield return (index + 1, CodeSpan().Replace(line, match => new string('x', match.Length)));
            }
        }
    }

    private static string Context(string[] lines, int fence)
    {
        var end = fence - 1;
        while (end >= 0 && lines[end].Trim().Length == 0)
        {
            end--;
        }

        if (end < 0 || !lines[end].TrimEnd().EndsWith("-->", StringComparison.Ordinal))
        {
            return "";
        }

        var start = end;
        while (start > 0 && !lines[start].Contains("<!--", StringComparison.Ordinal))
        {
            start--;
        }

        var comment = Join(lines[start..(end + 1)]).Trim()[4..^3].Trim();
        return comment.StartsWith("csharp", StringComparison.Ordinal) ? comment["csharp".Length..] : "";
    }

    private static string Join(string[] lines) => string.Join('\n', lines);

    [GeneratedRegex(@"^\s*```")]
    private static partial Regex Fence();

    [GeneratedRegex(@"`[^`]+`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)[^)]*\)|(?:src|href)=""(?<target>[^""]+)""")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
