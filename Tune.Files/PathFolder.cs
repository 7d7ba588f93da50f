using Microsoft.Win32.SafeHandles;

namespace Tune.Files;

/// <summary>A folder by its path, where the system has nothing better.</summary>
internal sealed class PathFolder(string path) : OpenFolder(path)
{
    public override OpenFolder Into(string name)
    {
        var path = In(name);
        Require(KindOf(name), name, path);
        return new PathFolder(path);
    }

    public override void OpenUp()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | OwnersAll);
        }
    }

    public override OpenFolder IntoOpenedUp(string name)
    {
        var folder = Into(name);
        folder.OpenUp();
        return folder;
    }

    public override IReadOnlyList<FolderEntry> Entries() =>
    [
        .. new DirectoryInfo(Path)
            .EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false })
            .Select(entry => new FolderEntry(entry.Name, KindOf(entry.Name))),
    ];

    public override FileKind KindOf(string name) => FileFacts.Of(In(name)).Kind;

    public override SafeFileHandle OpenFile(string name)
    {
        RequireFile(KindOf(name), name);

        // Windows makes a file durable only for who may write it.
        var access = OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read;
        return File.OpenHandle(In(name), FileMode.Open, access);
    }

    public override void Move(string name, OpenFolder target)
    {
        var there = System.IO.Path.Combine(target.Path, name);
        if (KindOf(name) == FileKind.Folder)
        {
            Directory.Move(In(name), there);
        }
        else
        {
            File.Move(In(name), there);
        }
    }

    public override bool IsSameAs(OpenFolder other) => true;

    protected override void Remove(string name, bool isFolder)
    {
        if (isFolder)
        {
            Directory.Delete(In(name));
        }
        else
        {
            File.Delete(In(name));
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
