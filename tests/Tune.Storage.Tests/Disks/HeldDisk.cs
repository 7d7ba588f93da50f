using Microsoft.Win32.SafeHandles;
using Tune.Storage.Disks;

namespace Tune.Storage.Tests.Disks;

/// <summary>A disk that, once told to, holds each flush until the test lets it go on or fail.</summary>
internal sealed class HeldDisk : Disk, IDisposable
{
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _verdicts = new(0);
    private bool _fails;

    /// <summary>Whether flushes are held.</summary>
    public bool Holds { get; set; }

    public void Dispose()
    {
        _begun.Dispose();
        _verdicts.Dispose();
    }

    /// <summary>Waits until a flush has begun.</summary>
    public async Task BegunAsync() =>
        Assert.That(await _begun.WaitAsync(s_most), Is.True, "a flush begins");

    /// <summary>Lets the flush that is held go on.</summary>
    public void Release(bool fails = false)
    {
        _fails = fails;
        _verdicts.Release();
    }

    public override void Flush(SafeFileHandle file)
    {
        if (Holds)
        {
            _begun.Release();
            if (!_verdicts.Wait(s_most) || _fails)
            {
                throw new IOException("the disk is gone");
            }
        }

        base.Flush(file);
    }
}
