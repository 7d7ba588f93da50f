using System.Globalization;
using System.Text;
using Tune.Engine.Stores;
using Tune.Engine.Trials;

namespace Tune.Viewer.Tests;

/// <summary>Files as the trial of a sweep might have left them.</summary>
internal static class SomeArtifacts
{
    /// <summary>The trial that left them.</summary>
    public const int Trial = 1;

    public static async Task FillAsync(ITuneStore store)
    {
        var chance = new Random(4);
        var lines = Enumerable.Range(1, 20).Select(epoch => string.Create(CultureInfo.InvariantCulture,
            $$"""{"epoch":{{epoch}},"loss":{{2.3 * Math.Exp(-epoch / 6.0):0.####}},"layer":"conv{{epoch % 3}}"}"""));
        await PutAsync(store, "history.jsonl", string.Join('\n', lines));
        await PutAsync(store, "predictions.csv", "image,label,predicted,score\n" + string.Concat(
            Enumerable.Range(1, 30).Select(i => (Image: i, Read: i % 7 == 0 ? 3 : i % 10, Score: chance.NextDouble()))
                .Select(row => string.Create(CultureInfo.InvariantCulture,
                    $"\"digit, {row.Image}.png\",{row.Image % 10},{row.Read},{0.6 + (0.4 * row.Score):0.000}\n"))));
        await PutAsync(store, "notes.md", "# Notes\n\nThe loss is flat from epoch 12 on; the fours look like nines.\n");
        await PutAsync(store, "model/weights.bin", new string('w', 48_213));
        foreach (var (name, hue) in (IEnumerable<(string, int)>)[("filters", 210), ("confusion", 25), ("curve", 160)])
        {
            await PutAsync(store, $"plots/{name}.svg", Picture(hue, chance));
        }
    }

    private static async Task PutAsync(ITuneStore store, string path, string text) =>
        await store.Artifacts(Showcase.Ended)!.PutAsync(
            new TrialId(Trial), path, new ReadOnlyMemory<byte>[] { Encoding.UTF8.GetBytes(text) }.ToAsyncEnumerable());

    // Some squares of one colour.
    private static string Picture(int hue, Random chance) =>
        """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 100">""" + string.Concat(
            from x in Enumerable.Range(0, 16)
            from y in Enumerable.Range(0, 10)
            select string.Create(CultureInfo.InvariantCulture, $"""
                <rect x="{x * 10}" y="{y * 10}" width="9" height="9"
                    fill="hsl({hue},70%,{(x == y ? 35 : 80 + (15 * chance.NextDouble())):0}%)"/>
                """)) + "</svg>";
}
