namespace Tune.Files;

/// <summary>A folder and what is below it: folders and plain files, and nothing else.</summary>
internal static class FolderTree
{
    // Nobody means more, and each level is a descriptor.
    private const int DepthMax = 64;

    /// <summary>Every plain file below a folder by its path from there, parts divided by '/', ordinal order.</summary>
    /// <exception cref="InvalidDataException">There is something else: a link, a pipe, a socket, a device; or the
    /// folders are nested deeper than 64.</exception>
    public static IReadOnlyList<string> Files(OpenFolder folder)
    {
        var files = new List<string>();
        Visit(folder, "", (path, _, _) => files.Add(path), static (_, here, name) => here.Into(name), 0);
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <inheritdoc cref="Files(OpenFolder)" />
    public static IReadOnlyList<string> Files(string folder)
    {
        using var open = OpenFolder.Open(folder);
        return Files(open);
    }

    /// <summary>Copies every file to a folder that exists.</summary>
    /// <exception cref="InvalidDataException">There is something else than folders and plain files.</exception>
    public static void Copy(OpenFolder from, string to) => Visit(
        from, "",
        (path, folder, name) =>
        {
            using var source = new FileStream(folder.OpenFile(name), FileAccess.Read, bufferSize: 0);
            PlainFile.Copy(source, In(to, path));
        },
        (path, folder, name) =>
        {
            Directory.CreateDirectory(In(to, path));
            return folder.Into(name);
        },
        0);

    /// <summary>Makes sure that its owner can enter a folder and every folder below it, and take out what is there,
    /// whoever wanted to prevent that.</summary>
    /// <exception cref="InvalidDataException">There is something else than folders and plain files.</exception>
    public static void OpenUp(OpenFolder folder)
    {
        folder.OpenUp();
        Visit(folder, "", static (_, _, _) => { }, static (_, here, name) => here.IntoOpenedUp(name), 0);
    }

    /// <summary>Moves all that is in a folder to another on the same file system.</summary>
    /// <exception cref="InvalidDataException">There is something else than folders and plain files; nothing was
    /// moved.</exception>
    public static void Move(OpenFolder from, string to)
    {
        _ = Files(from);
        using var target = OpenFolder.Open(to);
        foreach (var entry in from.Entries())
        {
            from.Move(entry.Name, target);
        }
    }

    /// <summary>Deletes a folder with all that is in it; nothing to do if there is none. If it is a link, that goes and
    /// what it leads to stays.</summary>
    public static void Delete(string folder)
    {
        switch (FileFacts.Of(folder).Kind)
        {
            case FileKind.None:
                return;
            case FileKind.Folder:
                using (var open = OpenFolder.Open(folder))
                {
                    open.Clear();
                }

                Directory.Delete(folder);
                return;
            default:
                File.Delete(folder);
                return;
        }
    }

    /// <summary>The same where nothing depends on it: whoever owns the place tries again some time.</summary>
    public static void TryDelete(string folder)
    {
        try
        {
            Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody needs it.
        }
    }

    /// <summary>As <see cref="DeleteEmpty"/>, where nothing depends on it.</summary>
    public static void TryDeleteEmpty(string folder)
    {
        try
        {
            DeleteEmpty(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody uses it just now.
        }
    }

    /// <summary>Deletes the folders below and including a folder in which there is nothing but folders.</summary>
    /// <returns>Whether it is gone.</returns>
    public static bool DeleteEmpty(string folder)
    {
        if (FileFacts.Of(folder).Kind != FileKind.Folder)
        {
            return FileFacts.Of(folder).Kind == FileKind.None;
        }

        var isEmpty = true;
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder).ToList())
        {
            isEmpty &= FileFacts.Of(entry).Kind == FileKind.Folder && DeleteEmpty(entry);
        }

        if (isEmpty)
        {
            Directory.Delete(folder);
        }

        return isEmpty;
    }

    /// <summary>Whether there is such a folder, or a link to one.</summary>
    /// <exception cref="UnauthorizedAccessException">This user may not even know.</exception>
    public static bool Exists(string folder) =>
        Directory.Exists(folder) || FileFacts.Of(folder).Kind == FileKind.Folder;

    /// <summary>Makes sure that a folder is one, and not a link to another: whatever else has the name goes.</summary>
    public static void Ensure(string folder)
    {
        if (FileFacts.Of(folder).Kind is not (FileKind.None or FileKind.Folder))
        {
            File.Delete(folder);
        }

        Directory.CreateDirectory(folder);
    }

    /// <summary>Makes sure that a folder is below another by its real path.</summary>
    /// <exception cref="InvalidDataException">It is not, or there is a link on the way.</exception>
    public static void RequireBelow(string root, string folder)
    {
        var path = Path.GetRelativePath(root, folder);
        if (Path.IsPathRooted(path) || path == "." || path.Split(Path.DirectorySeparatorChar)[0] == "..")
        {
            throw new InvalidDataException($"'{folder}' is not below '{root}'");
        }

        using var open = OpenFolder.Open(root);
        open.Along(path.Replace(Path.DirectorySeparatorChar, '/')).Dispose();
    }

    private static string In(string folder, string path) => Path.Combine([folder, .. path.Split('/')]);

    private static void Visit(
        OpenFolder folder, string prefix, Action<string, OpenFolder, string> file,
        Func<string, OpenFolder, string, OpenFolder> into, int depth)
    {
        if (depth == DepthMax)
        {
            throw new InvalidDataException($"'{prefix}' is nested deeper than {DepthMax} folders");
        }

        foreach (var (name, kind) in folder.Entries())
        {
            var path = prefix + name;
            switch (kind)
            {
                case FileKind.File:
                    file(path, folder, name);
                    break;
                case FileKind.Folder:
                    using (var inner = into(path, folder, name))
                    {
                        Visit(inner, path + "/", file, into, depth + 1);
                    }

                    break;
                case FileKind.None:
                    break;
                default:
                    throw new InvalidDataException(
                        $"'{path}' is {FileKinds.Text(kind)}, and only plain files are taken");
            }
        }
    }
}
