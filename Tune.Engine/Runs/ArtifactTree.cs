namespace Tune.Engine.Runs;

/// <summary>Paths of stored files as folders in folders. The bytes are elsewhere, under their digests: no path given by
/// anybody ever becomes one of the machine's.</summary>
internal sealed class ArtifactTree
{
    private readonly Node _root = new();
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    public int UsesOf(string digest) => _uses.GetValueOrDefault(digest);

    public RunArtifact? Find(string path) => NodeAt(path) switch
    {
        null => null,
        { File: { } file } => file,
        _ => Folder(path),
    };

    public IReadOnlyList<RunArtifact> In(string path) => NodeAt(path) is not { File: null } node ? [] :
    [
        .. node.Inner.Select(one => one.Value.File ?? Folder(path.Length == 0 ? one.Key : $"{path}/{one.Key}")),
    ];

    public long BytesBelow(string path) => NodeAt(path)?.Bytes ?? 0;

    public IReadOnlyList<string> DigestsBelow(string path)
    {
        var digests = new List<string>();
        if (NodeAt(path) is { } node)
        {
            Visit(node, file => digests.Add(file.Digest));
        }

        return digests;
    }

    /// <summary>Puts a file in its place; one that is there gives way.</summary>
    public void Put(RunArtifact file)
    {
        var node = _root;
        foreach (var part in file.Path.Split('/'))
        {
            if (node.File is not null)
            {
                throw new InvalidDataException("a part of the path is a file");
            }

            if (!node.Inner.TryGetValue(part, out var inner))
            {
                node.Inner.Add(part, inner = new Node());
            }

            node = inner;
        }

        if (node.Inner.Count > 0)
        {
            throw new InvalidDataException("the path is a folder");
        }

        var before = node.File?.Length ?? 0;
        Forget(node);
        node.File = file;
        Count++;
        AddBytes(file.Path, file.Length - before);
        _uses[file.Digest] = _uses.GetValueOrDefault(file.Digest) + 1;
    }

    /// <summary>Takes a file or a folder away, and the folders above it that are empty then.</summary>
    public void Remove(string path)
    {
        if (NodeAt(path) is not { } node)
        {
            return;
        }

        Visit(node, Uncount);
        AddBytes(path, -node.Bytes);
        var parts = path.Split('/');
        for (var depth = parts.Length; depth > 0; depth--)
        {
            var above = NodeAt(string.Join('/', parts[..(depth - 1)]))!;
            above.Inner.Remove(parts[depth - 1]);
            if (above.Inner.Count > 0)
            {
                break;
            }
        }
    }

    private static RunArtifact Folder(string path) => new(path, "", 0, 0);

    private static void Visit(Node node, Action<RunArtifact> see)
    {
        if (node.File is { } file)
        {
            see(file);
        }

        foreach (var inner in node.Inner.Values)
        {
            Visit(inner, see);
        }
    }

    private void Forget(Node node)
    {
        if (node.File is { } before)
        {
            Uncount(before);
        }
    }

    private void Uncount(RunArtifact file)
    {
        Count--;
        if (UsesOf(file.Digest) is > 1 and var uses)
        {
            _uses[file.Digest] = uses - 1;
        }
        else
        {
            _uses.Remove(file.Digest);
        }
    }

    // To all folders on the way and to the file itself.
    private void AddBytes(string path, long bytes)
    {
        var node = _root;
        node.Bytes += bytes;
        foreach (var part in path.Split('/'))
        {
            node = node.Inner[part];
            node.Bytes += bytes;
        }
    }

    private Node? NodeAt(string path)
    {
        var node = _root;
        if (path.Length == 0)
        {
            return node;
        }

        foreach (var part in path.Split('/'))
        {
            if (!node.Inner.TryGetValue(part, out var inner))
            {
                return null;
            }

            node = inner;
        }

        return node;
    }

    private sealed class Node
    {
        public SortedDictionary<string, Node> Inner { get; } = new(StringComparer.Ordinal);

        public RunArtifact? File { get; set; }

        /// <summary>Of the file, or of all that are in the folder.</summary>
        public long Bytes { get; set; }
    }
}
