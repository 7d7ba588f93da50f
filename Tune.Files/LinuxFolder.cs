using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Tune.Files;

/// <summary>A folder by its descriptor.</summary>
internal sealed class LinuxFolder : OpenFolder
{
    private readonly SafeFileHandle _folder;

    private LinuxFolder(string path, SafeFileHandle folder)
        : base(path) => _folder = folder;

    public override int? Number => (int)_folder.DangerousGetHandle();

    public override uint? Owner => LinuxCalls.Facts(_folder).Owner;

    /// <summary>Its descriptor, to be locked.</summary>
    public SafeFileHandle Handle => _folder;

    public static new LinuxFolder Open(string path, bool follows) =>
        new(path, LinuxCalls.Open(LinuxCalls.WorkingFolder, path, isFolder: true, follows));

    public override OpenFolder Into(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        Require(KindOf(name), name, path);

        // Should it have become a link since, the system refuses it.
        return new LinuxFolder(path, LinuxCalls.Use(
            _folder, here => LinuxCalls.Open(here, name, isFolder: true, follows: false)));
    }

    public override void OpenUp() => OpenUp(_folder);

    // It is named first, which needs no right to it, and that very folder is opened up and then opened.
    public override OpenFolder IntoOpenedUp(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        Require(KindOf(name), name, path);
        using var named = LinuxCalls.Use(_folder, here => LinuxCalls.Name(here, name));
        return new LinuxFolder(path, LinuxCalls.Use(named, there =>
        {
            OpenUp(named);
            return LinuxCalls.Open(there, ".", isFolder: true, follows: false);
        }));
    }

    public override IReadOnlyList<FolderEntry> Entries() => LinuxCalls.Use(_folder, here =>
    {
        var names = Directory.EnumerateFileSystemEntries(
            PathOf(here), "*", new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false });
        return names.Select(path => System.IO.Path.GetFileName(path))
            .Select(name => new FolderEntry(name, KindOf(name)))
            .ToArray();
    });

    public override FileKind KindOf(string name) =>
        LinuxCalls.Use(_folder, here => LinuxCalls.Facts(here, name, LinuxCalls.NoFollow).Kind);

    public override SafeFileHandle OpenFile(string name)
    {
        RequireFile(KindOf(name), name);
        var file = LinuxCalls.Use(_folder, here => LinuxCalls.Open(here, name, isFolder: false, follows: false));
        try
        {
            // What was looked at and what was opened may be two things; this one counts.
            RequireFile(LinuxCalls.Facts(file).Kind, name);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override void Move(string name, OpenFolder target) => LinuxCalls.Use(
        _folder, here => LinuxCalls.Use(((LinuxFolder)target)._folder, there =>
        {
            LinuxCalls.Rename(here, there, name);
            return true;
        }));

    public override bool IsSameAs(OpenFolder other) =>
        LinuxCalls.Facts(_folder).IsSameAs(LinuxCalls.Facts(((LinuxFolder)other)._folder));

    protected override void Remove(string name, bool isFolder) => LinuxCalls.Use(_folder, here =>
    {
        LinuxCalls.Remove(here, name, isFolder);
        return true;
    });

    private static void OpenUp(SafeFileHandle folder)
    {
        var mode = LinuxCalls.Facts(folder).Mode;
        if ((mode & OwnersAll) != OwnersAll && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(PathOf((int)folder.DangerousGetHandle()), mode | OwnersAll);
        }
    }

    // Leads to the folder itself, and not to what may have its name by now.
    private static string PathOf(int folder) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{folder}");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _folder.Dispose();
        }

        base.Dispose(disposing);
    }
}
