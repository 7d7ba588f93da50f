using System.Text;
using Tune.Engine.Runs;
using Tune.Engine.Stores;

namespace Tune.Storage.Tests.Runs;

/// <summary>What tests do with runs again and again.</summary>
internal static class SomeRuns
{
    public static async Task StartAsync(ITuneReader store) => await store.Runs!.ChangeAsync(
        ledger => RunRules.Start(ledger, new RunRecord("a", 0, "some", "me", 5)), _ => true);

    public static async Task LogAsync(ITuneReader store, int step) => await store.Runs!.ChangeAsync(
        ledger => RunRules.Log(ledger, "a", [new("m", new MetricPoint(step, step, step))], [], []), _ => true);

    public static async Task<long> CountAsync(ITuneReader store) =>
        await store.Runs!.ReadAsync(ledger => ledger.CountOf("a", "m"));

    public static async Task PutAsync(ITuneReader store, string path, string text) =>
        await store.Runs!.PutAsync(path, Bytes(Encoding.UTF8.GetBytes(text)), 1 << 20, 1);

    public static async Task<string> TextAsync(ITuneReader store, string path)
    {
        var artifact = await store.Runs!.ReadAsync(ledger => ledger.Artifact(path));
        var bytes = new List<byte>();
        await foreach (var part in store.Runs!.OpenAsync(artifact!))
        {
            bytes.AddRange(part.Span);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    public static string[] Blobs(string store) => Directory.GetFiles(
        Path.Combine(store, "runs", "blobs"), "*", SearchOption.AllDirectories);

    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Bytes(byte[] bytes)
    {
        await Task.CompletedTask;
        yield return bytes;
    }
}
