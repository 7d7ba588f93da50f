using Microsoft.Win32.SafeHandles;

namespace Tune.Files;

/// <summary>
/// A folder that is held open: what is asked of it is asked of that very folder, whatever its path comes to mean in the
/// meantime, and no link in it is ever followed. Where the system has no such calls (other than on Linux) each name is
/// looked at right before it is used.
/// </summary>
internal abstract class OpenFolder(string path) : IDisposable
{
    /// <summary>How it was named, for messages.</summary>
    public string Path { get; } = path;

    /// <summary>Opens a folder.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="follows">Whether the path's last part may be a link.</param>
    /// <exception cref="InvalidDataException">It is no folder.</exception>
    /// <exception cref="DirectoryNotFoundException">It does not exist.</exception>
    public static OpenFolder Open(string path, bool follows = false)
    {
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (!follows || !Directory.Exists(full))
        {
            Require(FileFacts.Of(full).Kind, full, full);
        }

        return OperatingSystem.IsLinux() ? LinuxFolder.Open(full, follows) : new PathFolder(full);
    }

    /// <summary>The number of its descriptor; null where it has none.</summary>
    public virtual int? Number => null;

    /// <summary>The user it belongs to; null where that is not known.</summary>
    public virtual uint? Owner => null;

    /// <summary>Opens a folder in this one.</summary>
    /// <exception cref="InvalidDataException">It is a link, or no folder.</exception>
    /// <exception cref="DirectoryNotFoundException">It does not exist.</exception>
    public abstract OpenFolder Into(string name);

    /// <summary>Makes sure that its owner may enter it and take things out of it.</summary>
    public abstract void OpenUp();

    /// <summary>Opens a folder in this one, also where its owner first has to be given the right to.</summary>
    /// <exception cref="InvalidDataException">It is a link, or no folder.</exception>
    /// <exception cref="UnauthorizedAccessException">It is somebody else's to give.</exception>
    public abstract OpenFolder IntoOpenedUp(string name);

    /// <summary>Everything in it, in any order.</summary>
    public abstract IReadOnlyList<FolderEntry> Entries();

    /// <summary>What has that name.</summary>
    public abstract FileKind KindOf(string name);

    /// <summary>Opens a plain file in it for reading; waits for nobody.</summary>
    /// <exception cref="InvalidDataException">It is not a plain file.</exception>
    public abstract SafeFileHandle OpenFile(string name);

    /// <summary>Gives what has a name here the same name in another folder of this file system.</summary>
    public abstract void Move(string name, OpenFolder target);

    /// <summary>Whether the other is this very folder.</summary>
    public abstract bool IsSameAs(OpenFolder other);

    /// <summary>Takes a name away that is no folder's, or an empty folder's.</summary>
    protected abstract void Remove(string name, bool isFolder);

    /// <summary>Opens a folder below this one, step by step.</summary>
    /// <param name="path">Its path from here, parts divided by '/'; empty for this folder itself.</param>
    /// <exception cref="InvalidDataException">A part of it is a link, or no folder.</exception>
    /// <exception cref="DirectoryNotFoundException">A part of it does not exist.</exception>
    public OpenFolder Along(string path)
    {
        OpenFolder? folder = null;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries).DefaultIfEmpty("."))
        {
            using var last = folder;
            folder = (last ?? this).Into(name);
        }

        return folder!;
    }

    /// <summary>Opens a plain file below this folder for reading; waits for nobody.</summary>
    /// <param name="path">Its path from here, parts divided by '/'.</param>
    /// <exception cref="InvalidDataException">It is not a plain file, or a part of the path is a link.</exception>
    public SafeFileHandle OpenFileAlong(string path)
    {
        var end = path.LastIndexOf('/');
        using var folder = Along(end < 0 ? "" : path[..end]);
        return folder.OpenFile(path[(end + 1)..]);
    }

    /// <summary>Deletes what has that name, a folder with all that is in it; a link goes and what it leads to
    /// stays.</summary>
    public void Delete(string name)
    {
        var isFolder = KindOf(name) == FileKind.Folder;
        if (isFolder)
        {
            using var folder = Into(name);
            folder.Clear();
        }

        Remove(name, isFolder);
    }

    /// <summary>Deletes everything in it.</summary>
    public void Clear()
    {
        foreach (var entry in Entries())
        {
            Delete(entry.Name);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>What its owner needs to enter a folder and to take things out of it.</summary>
    protected const UnixFileMode OwnersAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Lets go of it.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Refuses what is no folder.</summary>
    protected static void Require(FileKind kind, string name, string path)
    {
        if (kind == FileKind.None)
        {
            throw new DirectoryNotFoundException($"There is no folder '{path}'.");
        }

        if (kind != FileKind.Folder)
        {
            throw new InvalidDataException($"'{name}' is {FileKinds.Text(kind)} and not a folder");
        }
    }

    /// <summary>Refuses what is no plain file.</summary>
    protected static void RequireFile(FileKind kind, string name)
    {
        if (kind != FileKind.File)
        {
            throw kind == FileKind.None
                ? new FileNotFoundException($"There is no file '{name}'.", name)
                : new InvalidDataException($"'{name}' is {FileKinds.Text(kind)} and not a plain file");
        }
    }
}
