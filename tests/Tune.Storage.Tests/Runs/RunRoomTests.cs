using Tune.Engine.Runs;
using Tune.Storage.InMemory;

namespace Tune.Storage.Tests.Runs;

/// <summary>A store refuses what it has no room for.</summary>
internal sealed class RunRoomTests
{
    [Test]
    public async Task Change_ThatTakesMoreThanThereIsRoomFor_IsRefusedWhole()
    {
        await using var store = new MemoryStore();
        var book = store.Runs!;
        await book.ChangeAsync(
            ledger => RunRules.Start(ledger, new RunRecord("a", 0, "some", "me", 1)), static _ => true);
        var text = new string('x', 1 << 20);

        Assert.That(
            async () => await book.ChangeAsync(
                _ => [.. Enumerable.Repeat(new RunFact.RunAttached("a", false, text), 65)], static _ => true),
            Throws.TypeOf<RunException>().With.Message.Contains("67,108,864"));
        Assert.That(await book.ReadAsync(ledger => ledger.Run("a")!.Inputs.Count), Is.Zero);
    }
}
