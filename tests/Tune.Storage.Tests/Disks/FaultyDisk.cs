using Microsoft.Win32.SafeHandles;
using Tune.Storage.Disks;

namespace Tune.Storage.Tests.Disks;

/// <summary>A disk that fails at the n-th thing asked of it, once or for good, and maybe in the middle of it.</summary>
internal sealed class FaultyDisk(int failsAt, bool forGood = false, bool inTheMiddle = false) : Disk
{
    private const int NoSpace = 28;
    private int _asked;

    /// <summary>Which of the things asked fails.</summary>
    public int FailsAt { get; set; } = failsAt;

    /// <summary>How many things were asked so far.</summary>
    public int Asked => _asked;

    /// <summary>What is thrown then; that the disk is full, if nothing else is said.</summary>
    public Func<Exception> Fault { get; init; } = () => new IOException("No space left on device", NoSpace);

    /// <summary>Whether the fault has happened.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Lets everything succeed from now on.</summary>
    public bool IsMended { get; set; }

    public override SafeFileHandle Open(string path, FileMode mode)
    {
        Ask();
        return base.Open(path, mode);
    }

    public override void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> bytes, long at)
    {
        if (IsNext() && inTheMiddle)
        {
            var first = bytes[0];
            base.Write(file, [first[..(first.Length / 2)]], at);
        }

        Ask();
        base.Write(file, bytes, at);
    }

    public override void Flush(SafeFileHandle file)
    {
        Ask();
        base.Flush(file);
    }

    public override void Truncate(SafeFileHandle file, long length)
    {
        Ask();
        base.Truncate(file, length);
    }

    public override void Rename(string from, string to)
    {
        Ask();
        base.Rename(from, to);
    }

    public override bool TryLink(string from, string to)
    {
        Ask();
        return base.TryLink(from, to);
    }

    public override void Delete(string path)
    {
        Ask();
        base.Delete(path);
    }

    public override void FlushFolder(string folder)
    {
        Ask();
        base.FlushFolder(folder);
    }

    private bool IsNext() => !IsMended && (_asked + 1 == FailsAt || (forGood && _asked + 1 > FailsAt));

    private void Ask()
    {
        var fails = IsNext();
        _asked++;
        if (fails)
        {
            HasFailed = true;
            throw Fault();
        }
    }
}
