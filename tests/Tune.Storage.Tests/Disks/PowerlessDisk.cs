using Microsoft.Win32.SafeHandles;
using Tune.Engine.Randomness;
using Tune.Storage.Disks;

namespace Tune.Storage.Tests.Disks;

/// <summary>
/// Writes down what is asked of the disk and can lay out what a power cut would have left: everything that was flushed,
/// any sectors of what was not, and the names as far as the file system had got.
/// </summary>
internal sealed class PowerlessDisk : Disk
{
    private const int Sector = 512;
    private readonly Lock _gate = new();
    private readonly List<Step> _steps = [];
    private readonly Dictionary<SafeFileHandle, int> _open = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private int _files;

    /// <summary>How many steps were taken so far.</summary>
    public int Steps
    {
        get
        {
            lock (_gate)
            {
                return _steps.Count;
            }
        }
    }

    public override SafeFileHandle Open(string path, FileMode mode)
    {
        var file = base.Open(path, mode);
        lock (_gate)
        {
            if (!_names.TryGetValue(path, out var number) || mode == FileMode.Create)
            {
                _names[path] = number = ++_files;
                _steps.Add(new Step.Named(path, number));
            }

            _open[file] = number;
        }

        return file;
    }

    public override void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> bytes, long at)
    {
        base.Write(file, bytes, at);
        Add(new Step.Written(_open[file], at, [.. bytes.SelectMany(part => part.ToArray())]));
    }

    public override void Flush(SafeFileHandle file)
    {
        base.Flush(file);
        Add(new Step.Flushed(_open[file]));
    }

    public override void Truncate(SafeFileHandle file, long length)
    {
        base.Truncate(file, length);
        Add(new Step.Cut(_open[file], length));
    }

    public override void Rename(string from, string to)
    {
        base.Rename(from, to);
        lock (_gate)
        {
            _names[to] = _names[from];
            _names.Remove(from);
            _steps.Add(new Step.Renamed(from, to));
        }
    }

    public override void FlushFolder(string folder)
    {
        base.FlushFolder(folder);
        Add(new Step.NamesFlushed());
    }

    /// <summary>Lays out a state after a power cut.</summary>
    /// <param name="steps">How many steps were taken when the power went.</param>
    /// <param name="random">Chooses what of the unflushed things survived.</param>
    /// <param name="from">The folder that was written to.</param>
    /// <param name="to">Where to lay it out.</param>
    public void LayOut(int steps, KeyedRandom random, string from, string to)
    {
        var taken = _steps[..steps];
        var names = Names(taken, random);
        foreach (var (path, number) in names)
        {
            var target = path.Replace(from, to, StringComparison.Ordinal);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, Content(taken, number, random));
        }
    }

    // The file system keeps the order of names: a random number of the latest changes is not there yet.
    private static Dictionary<string, int> Names(List<Step> taken, KeyedRandom random)
    {
        var safe = taken.FindLastIndex(step => step is Step.NamesFlushed);
        var pending = taken.Skip(safe + 1).Count(step => step is Step.Named or Step.Renamed);
        var lost = random.NextInt(pending + 1);
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var step in taken.Where(step => step is Step.Named or Step.Renamed).SkipLast(lost))
        {
            if (step is Step.Named named)
            {
                names[named.Path] = named.File;
            }
            else if (step is Step.Renamed renamed && names.Remove(renamed.From, out var number))
            {
                names[renamed.To] = number;
            }
        }

        return names;
    }

    private static byte[] Content(List<Step> taken, int number, KeyedRandom random)
    {
        var safe = taken.FindLastIndex(step => step is Step.Flushed flushed && flushed.File == number);
        var content = new MemoryStream();
        for (var i = 0; i < taken.Count; i++)
        {
            if (taken[i] is Step.Cut cut && cut.File == number && (i <= safe || random.NextInt(2) == 0))
            {
                content.SetLength(cut.Length);
            }
            else if (taken[i] is Step.Written written && written.File == number)
            {
                for (var at = 0; at < written.Bytes.Length; at += Sector)
                {
                    if (i <= safe || random.NextInt(2) == 0)
                    {
                        content.Position = written.At + at;
                        content.Write(written.Bytes.AsSpan(at, Math.Min(Sector, written.Bytes.Length - at)));
                    }
                }
            }
        }

        return content.ToArray();
    }

    private void Add(Step step)
    {
        lock (_gate)
        {
            _steps.Add(step);
        }
    }

    private abstract record Step
    {
        public sealed record Named(string Path, int File) : Step;

        public sealed record Written(int File, long At, byte[] Bytes) : Step;

        public sealed record Flushed(int File) : Step;

        public sealed record Cut(int File, long Length) : Step;

        public sealed record Renamed(string From, string To) : Step;

        public sealed record NamesFlushed : Step;
    }
}
