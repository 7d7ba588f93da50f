namespace Tune.Architecture.Tests.Docs;

/// <summary>A relative link leads to a file or folder of the repository, and its anchor to a heading there.</summary>
internal static class LinkRule
{
    /// <param name="documents">The Markdown files.</param>
    /// <param name="paths">Every file of the repository.</param>
    public static IEnumerable<Finding> Check(IReadOnlyList<SourceFile> documents, IEnumerable<string> paths)
    {
        var known = paths.SelectMany(WithFolders).ToHashSet(StringComparer.Ordinal);
        var anchors = documents.ToDictionary(file => file.Path, file => Markdown.Anchors(file).ToHashSet());
        foreach (var file in documents)
        {
            foreach (var (line, target) in Markdown.RelativeLinks(file))
            {
                var parts = target.Split('#', 2);
                var path = parts[0].Length == 0 ? file.Path : Resolve(file.Path, parts[0]);
                if (!known.Contains(path))
                {
                    yield return new($"{file.Path}:{line}", $"{target} leads nowhere");
                }
                else if (parts.Length == 2 && anchors.TryGetValue(path, out var there) && !there.Contains(parts[1]))
                {
                    yield return new($"{file.Path}:{line}", $"{target}: no heading of {path} has that anchor");
                }
            }
        }
    }

    private static IEnumerable<string> WithFolders(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            yield return path[..end];
        }
    }

    private static string Resolve(string from, string target)
    {
        var segments = new List<string>(from.Split('/')[..^1]);
        foreach (var segment in target.TrimEnd('/').Split('/'))
        {
            if (segment == ".." && segments.Count > 0)
            {
                segments.RemoveAt(segments.Count - 1);
            }
            else if (segment != ".")
            {
                segments.Add(segment);
            }
        }

        return string.Join('/', segments);
    }
}
