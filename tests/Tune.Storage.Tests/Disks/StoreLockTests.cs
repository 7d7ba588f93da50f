using System.Diagnostics;
using Tune.Storage.Disks;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Disks;

internal sealed class StoreLockTests
{
    // A process that is being started has all that is open here until it becomes the other program.
    [Test]
    public async Task Take_GivenBackWhileProcessesAreStarted_SucceedsEachTime()
    {
        using var folder = new TempFolder();
        using var ends = new CancellationTokenSource();
        var starts = Task.Run(() => StartProcesses(ends.Token));
        try
        {
            for (var i = 0; i < 100; i++)
            {
                StoreLock.Take(folder.Root, "some command", TimeProvider.System, Disk.Real).Dispose();
            }
        }
        finally
        {
            await ends.CancelAsync();
            Assert.That(await starts, Is.Positive);
        }
    }

    private static int StartProcesses(CancellationToken cancellation)
    {
        var started = 0;
        while (!cancellation.IsCancellationRequested)
        {
            using var process = Process.Start("true");
            process.WaitForExit();
            started++;
        }

        return started;
    }
}
