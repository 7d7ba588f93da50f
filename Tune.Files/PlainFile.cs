namespace Tune.Files;

/// <summary>Files that people name by a path, which may be anything.</summary>
internal static class PlainFile
{
    /// <summary>Opens a plain file for reading; a link to one will do. Waits for nobody: a pipe or a device is
    /// refused.</summary>
    /// <exception cref="InvalidDataException">It is not a plain file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FileStream OpenRead(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.OpenRead(path);
        }

        var file = LinuxCalls.Open(LinuxCalls.WorkingFolder, path, isFolder: false, follows: true);
        var kind = FileFacts.Of(file).Kind;
        if (kind == FileKind.File)
        {
            return new FileStream(file, FileAccess.Read, bufferSize: 0);
        }

        file.Dispose();
        throw new InvalidDataException($"'{path}' is {FileKinds.Text(kind)} and not a plain file");
    }

    /// <summary>Copies a plain file, with who may read it, to a place where nothing is yet.</summary>
    /// <exception cref="InvalidDataException">It is not a plain file.</exception>
    public static void Copy(string from, string to)
    {
        using var source = OpenRead(from);
        Copy(source, to);
    }

    /// <inheritdoc cref="Copy(string, string)" />
    public static void Copy(FileStream source, string to)
    {
        using var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        source.CopyTo(target, 1 << 20);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(target.SafeFileHandle, File.GetUnixFileMode(source.SafeFileHandle));
        }
    }

    /// <summary>Puts a file in place as a whole; a link of that name goes and what it leads to stays.</summary>
    /// <exception cref="IOException">The name belongs to a folder, a pipe, a socket or a device.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        RequirePlace(path);
        var fresh = $"{path}.{Path.GetRandomFileName()}.partial";
        try
        {
            using (var file = new FileStream(
                fresh, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(bytes);
            }

            File.Move(fresh, path, overwrite: true);
        }
        catch
        {
            File.Delete(fresh);
            throw;
        }
    }

    /// <summary>Makes sure that an ordinary file may be put in place under a name.</summary>
    /// <exception cref="IOException">The name belongs to a folder, a pipe, a socket or a device.</exception>
    public static void RequirePlace(string path)
    {
        if (FileFacts.Of(path).Kind is var kind and not (FileKind.None or FileKind.File or FileKind.Link))
        {
            throw new IOException($"'{path}' is {FileKinds.Text(kind)}; name an ordinary file to write.");
        }
    }

    /// <summary>Makes a file of that name, whatever had the name before: a link goes and what it leads to
    /// stays.</summary>
    public static FileStream Replace(string path, FileShare share, int bufferSize)
    {
        File.Delete(path);
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, share, bufferSize);
    }
}
