using System.Diagnostics;
using System.Globalization;
using Tune.Engine.Ports;
using Tune.Storage.Tests.Disks;
using Tune.Storage.Tests.Fixtures;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests;

/// <summary>
/// This program once more as a process of its own: opens a store, and holds it, appends to it or puts and deletes
/// checkpoints, until it is killed.
/// </summary>
internal sealed class SecondProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private SecondProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts it.</summary>
    /// <param name="task"><c>hold</c>, <c>append</c> or <c>checkpoints</c>.</param>
    /// <param name="folder">The store.</param>
    public static SecondProcess Start(string task, string folder) => Start([task, folder]);

    /// <summary>Starts one that purges the experiment <c>gone</c>, and says <c>purged</c>, or <c>stopped</c> where it
    /// stops for good: before it has asked so many things of the disk.</summary>
    public static SecondProcess Purge(int steps, string folder) => Start(
        ["purge", steps.ToString(CultureInfo.InvariantCulture), folder]);

    private static SecondProcess Start(string[] arguments) => new(Process.Start(
        new ProcessStartInfo("dotnet", ["exec", typeof(SecondProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!);

    /// <summary>The next line it prints.</summary>
    public async Task<string?> LineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience);

    /// <summary>Ends it without warning; gives what it had still printed.</summary>
    public async Task<string> KillAsync()
    {
        _process.Kill();
        var rest = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return rest;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["record", var into]:
                await FixtureRecorder.RecordAsync(into);
                return 0;
            case ["record-killed", var place]:
                await FixtureRecorder.RunAsync(FixturePlans.Killed, place);
                Console.WriteLine("recorded");
                await Console.In.ReadToEndAsync();
                return 0;
            case ["purge", var step, var purged]:
                await PurgeAsync(int.Parse(step, CultureInfo.InvariantCulture), purged);
                return 0;
            case ["seal", var recorded, var archive]:
                await FixtureRecorder.SealAsync(recorded, archive);
                return 0;
        }

        if (arguments is not [var task, var folder])
        {
            return 0;
        }

        await using var store = await FileStore.OpenAsync(folder, SomeFiles.Options);
        Console.WriteLine("open");
        if (task == "append")
        {
            await using var journal = await store.OpenJournalAsync("some");
            if (journal.Count == 0)
            {
                await journal.AppendAsync(0, Some.Beginning());
            }

            var next = (int)(journal.Count - Some.Beginning().Count) / 2;
            while (true)
            {
                await journal.AppendAsync(journal.Count, Some.Report(0, ++next, ("acc", next)));
                Console.WriteLine(next.ToString(CultureInfo.InvariantCulture));
            }
        }

        if (task == "checkpoints")
        {
            await TurnOverAsync(store.Checkpoints("some"), folder);
        }

        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static async Task PurgeAsync(int steps, string folder)
    {
        var left = int.MaxValue;
        var disk = new WatchedDisk(_ =>
        {
            if (Interlocked.Decrement(ref left) < 0)
            {
                Console.WriteLine("stopped");
                Console.In.ReadToEnd();
            }
        });
        await using var store = await FileStore.OpenAsync(folder, SomeFiles.Options with { Disk = disk });
        var glance = (await store.Tracking.GlanceAsync("gone"))!;
        await using var journal = await store.OpenJournalAsync("gone");
        Volatile.Write(ref left, steps);
        await journal.PurgeAsync(glance.Position);
        Volatile.Write(ref left, int.MaxValue);
        Console.WriteLine("purged");
        await Console.In.ReadToEndAsync();
    }

    // Says what is safe once it is, and what may be gone before it goes.
    private static async Task TurnOverAsync(ICheckpointStore store, string folder)
    {
        var there = new Queue<string>();
        for (var i = 1; ; i++)
        {
            var given = Directory.CreateDirectory(Path.Combine(folder, "given", $"{i}")).FullName;
            await File.WriteAllTextAsync(Path.Combine(given, "shared"), $"one of two: {i % 2}");
            await File.WriteAllTextAsync(Path.Combine(given, "own"), $"{i}");
            there.Enqueue((await store.PutAsync(given, i)).Digest);
            Console.WriteLine($"+{there.Last()}");
            if (there.Count > 3)
            {
                Console.WriteLine($"-{there.Peek()}");
                await store.DeleteAsync(there.Dequeue());
            }
        }
    }
}
