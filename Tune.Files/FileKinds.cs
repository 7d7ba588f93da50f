namespace Tune.Files;

/// <summary>The kinds of files in words.</summary>
internal static class FileKinds
{
    /// <summary>With its article, in the middle of a sentence.</summary>
    public static string Text(FileKind kind) => kind switch
    {
        FileKind.None => "nothing",
        FileKind.File => "a file",
        FileKind.Folder => "a folder",
        FileKind.Link => "a link",
        FileKind.Pipe => "a named pipe",
        FileKind.Socket => "a socket",
        FileKind.Device => "a device",
        _ => "neither a file nor a folder",
    };
}
