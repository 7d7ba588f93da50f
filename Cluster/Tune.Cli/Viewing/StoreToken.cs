using System.Buffers.Text;
using System.Security.Cryptography;
using Tune.Files;

namespace Tune.Cli.Viewing;

/// <summary>
/// The token of a store's viewer, in a file that only its owner may read: whoever was logged in still is after the
/// program has been started again.
/// </summary>
internal static class StoreToken
{
    private const string Name = "viewer.token";
    private const int BytesMax = 256;

    /// <summary>The token of the store in a folder, made if there is none; null where it can be neither read nor
    /// written, or is not ours alone.</summary>
    public static string? Of(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            return Read(path) ?? Make(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    private static string? Read(string path)
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

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (facts.Owner != FileFacts.CurrentUser || (facts.Mode & others) != 0))
        {
            throw new IOException($"'{path}' is not this user's alone.");
        }

        using var file = PlainFile.OpenRead(path);
        var text = new byte[BytesMax];
        var length = file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        var token = System.Text.Encoding.ASCII.GetString(text, 0, length).Trim();
        return token.Length >= 16 ? token : throw new IOException($"'{path}' holds no token.");
    }

    private static string Make(string path)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, options);
        file.Write(token);
        return token;
    }
}
