using System.Text;
using Microsoft.Win32.SafeHandles;
using Tune.Files;

namespace Tune.Hosting.Importing.Mlflow;

/// <summary>Reads what lies in a folder, in bounds, and says of what cannot be read where it is.</summary>
internal sealed class MlflowFiles : IDisposable
{
    private const int TextBytesMax = 1 << 20;
    private const int TextsCharsMax = 16 << 20;
    private const int LineCharsMax = 4_096;
    private const int DepthMax = 32;
    private const int NamesMax = 10_000;

    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    private readonly OpenFolder _folder;

    private MlflowFiles(OpenFolder folder) => _folder = folder;

    public string Path => _folder.Path;

    /// <summary>Opens a folder; it may be named by a link.</summary>
    /// <exception cref="ImportException">There is none.</exception>
    public static MlflowFiles Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new ImportException($"There is no folder '{path}'.");
        }

        return Guard(path, () => new MlflowFiles(OpenFolder.Open(path, follows: true)));
    }

    /// <summary>The beginning of a text, for messages.</summary>
    public static string Start(string text) => text.Length <= 100 ? text : text[..100] + "…";

    /// <summary>Opens a folder in this one.</summary>
    public MlflowFiles Into(string name) => Guard(In(name), () => new MlflowFiles(_folder.Into(name)));

    /// <summary>Whether there is a file of that name, or something else that is no folder.</summary>
    public bool Has(string name) => _folder.KindOf(name) is not (FileKind.None or FileKind.Folder);

    /// <summary>The names of the folders in this one, in ordinal order; those that begin with a dot are hidden.
    /// </summary>
    /// <exception cref="ImportException">There is a link, of which nobody knows where it leads.</exception>
    public List<string> Folders()
    {
        var names = new List<string>();
        foreach (var (name, kind) in Guard(Path, _folder.Entries))
        {
            if (kind == FileKind.Link)
            {
                throw Wrong(name, "it is a link, which is not followed");
            }

            if (kind == FileKind.Folder && !name.StartsWith('.'))
            {
                names.Add(name);
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>The paths of all files in a folder of this one and below it, parts divided by '/', in ordinal order;
    /// none if there is no such folder. What begins with a dot is a file system's or an editor's.</summary>
    public List<string> Names(string folder)
    {
        var names = new List<string>();
        if (_folder.KindOf(folder) != FileKind.None)
        {
            using var open = Into(folder);
            open.Add("", names, 0);
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>The texts of all files in a folder of this one and below it, by their paths.</summary>
    /// <exception cref="ImportException">One cannot be read, or all together have more than 16 MiB.</exception>
    public IReadOnlyDictionary<string, string> Texts(string folder)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var length = 0;
        foreach (var name in Names(folder))
        {
            texts[name] = Text($"{folder}/{name}").Trim();
            length += texts[name].Length;
            if (length > TextsCharsMax)
            {
                throw Wrong(folder, $"the files in it have more than {TextsCharsMax} characters");
            }
        }

        return texts;
    }

    /// <summary>A file's text.</summary>
    /// <exception cref="ImportException">It is no plain file, has more than a MiB or is not UTF-8.</exception>
    public string Text(string path) => Guard(In(path), () =>
    {
        using var file = new FileStream(_folder.OpenFileAlong(path), FileAccess.Read, bufferSize: 0);
        var bytes = new byte[Math.Clamp(file.Length + 1, 256, TextBytesMax + 1)];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length > TextBytesMax
            ? throw Wrong(path, $"it has more than {TextBytesMax} bytes")
            : s_utf8.GetString(bytes, 0, length);
    });

    /// <summary>A file's lines.</summary>
    /// <exception cref="ImportException">It is no plain file, is not UTF-8 or has a line of more than 4,096
    /// characters.</exception>
    public IEnumerable<string> Lines(string path)
    {
        SafeFileHandle handle = Guard(In(path), () => _folder.OpenFileAlong(path));
        using var text = new StreamReader(new FileStream(handle, FileAccess.Read, 1 << 16), s_utf8);
        var buffer = new char[LineCharsMax];
        var (start, end) = (0, 0);
        while (true)
        {
            var line = Array.IndexOf(buffer, '\n', start, end - start);
            if (line >= 0)
            {
                yield return new string(buffer, start, line - start);
                start = line + 1;
                continue;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            if (end == buffer.Length)
            {
                throw Wrong(path, $"it has a line of more than {LineCharsMax - 1} characters");
            }

            var read = Guard(In(path), () => text.Read(buffer, end, buffer.Length - end));
            if (read == 0)
            {
                yield return new string(buffer, 0, end);
                yield break;
            }

            end += read;
        }
    }

    /// <summary>What is wrong with something in this folder.</summary>
    public ImportException Wrong(string path, string what, Exception? inner = null) =>
        new($"'{In(path)}' cannot be imported: {what}.", inner);

    public void Dispose() => _folder.Dispose();

    private void Add(string before, List<string> names, int depth)
    {
        foreach (var (name, kind) in Guard(Path, _folder.Entries).Where(entry => !entry.Name.StartsWith('.')))
        {
            if (kind == FileKind.Folder)
            {
                if (depth == DepthMax)
                {
                    throw Wrong(name, $"folders are nested more than {DepthMax} deep");
                }

                using var inner = Into(name);
                inner.Add($"{before}{name}/", names, depth + 1);
            }
            else
            {
                names.Add(before + name);
            }

            if (names.Count > NamesMax)
            {
                throw new ImportException($"'{Path}' cannot be imported: there are more than {NamesMax} files.");
            }
        }
    }

    private string In(string path) => System.IO.Path.Combine(Path, path);

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception wrong) when (wrong is IOException or InvalidDataException or UnauthorizedAccessException
            or DecoderFallbackException)
        {
            var why = wrong is DecoderFallbackException ? "it is not UTF-8" : wrong.Message.TrimEnd('.');
            throw new ImportException($"'{path}' cannot be imported: {why}.", wrong);
        }
    }
}
