using System.Text;

namespace Tune.Files;

/// <summary>Small texts that are this user's alone: who could read one could act in this user's name.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite;

    /// <summary>The text of a file, or of its beginning; null if there is none.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="bytesMax">How much of it is read.</param>
    /// <exception cref="IOException">It cannot be read, is no plain file, or is not this user's alone.</exception>
    public static string? Read(string path, int bytesMax)
    {
        var facts = FileFacts.Of(path);
        if (facts.Kind == FileKind.None)
        {
            return null;
        }

        if (facts.Kind != FileKind.File)
        {
            throw new IOException($"'{path}' is no plain file.");
        }

        if ((OperatingSystem.IsLinux() && facts.Owner != FileFacts.CurrentUser)
            || (!OperatingSystem.IsWindows() && (facts.Mode & Others) != 0))
        {
            throw new IOException($"'{path}' is not this user's alone.");
        }

        using var file = PlainFile.OpenRead(path);
        var bytes = new byte[bytesMax];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    /// <summary>Makes a file of a text, where nothing is yet.</summary>
    /// <exception cref="IOException">Something is there, or it cannot be written.</exception>
    public static void Make(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Puts a text in the place of the one that is there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Put(string path, string text)
    {
        var fresh = $"{path}.{Path.GetRandomFileName()}.partial";
        try
        {
            Make(fresh, text);
            File.Move(fresh, path, overwrite: true);
        }
        catch
        {
            File.Delete(fresh);
            throw;
        }
    }
}
