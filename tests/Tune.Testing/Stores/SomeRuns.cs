using System.Text;
using Tune.Engine.Runs;
using Tune.Engine.Stores;

namespace Tune.Testing.Stores;

/// <summary>Free-standing runs and a model as somebody might have logged them.</summary>
public static class SomeRuns
{
    /// <summary>The id of the run with files and metrics.</summary>
    public const string Full = "5f2c9a70d1b84e6c8f0e3b7a9d2c4e61";

    /// <summary>The model of that run.</summary>
    public const string Model = "digits-classifier";

    /// <summary>A page that is written as a program might, and that no browser must run.</summary>
    public const string Evil = "<script>alert(1)</script><img src=x onerror=alert(1)>";

    private const long Began = 1_750_000_000_000;

    // One pixel.
    private static readonly byte[] s_picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /// <summary>Logs four runs in the collection that is always there, the last of which is going on.</summary>
    public static async Task FillAsync(IRunBook book)
    {
        await LogAsync(book, "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "resnet-18, warm start", 0.86, RunStatus.Finished, 0);
        await LogAsync(
            book, "1b2c3d4e5f60718293a4b5c6d7e8f90a", "resnet-34, no augmentation", 0.79, RunStatus.Failed, 1);
        await LogAsync(book, Full, "resnet-34", 0.93, RunStatus.Finished, 2);
        await LogAsync(book, "2c3d4e5f60718293a4b5c6d7e8f90a1b", Evil, 0.9, RunStatus.Running, 3);
        await PutAsync(book, "config.json", Encoding.UTF8.GetBytes("{\"depth\":34,\"data\":{\"name\":\"digits\"}}"));
        await PutAsync(book, "tables/predictions.csv", Encoding.UTF8.GetBytes(
            "image,label,predicted\n\"a, 1.png\",7,7\nb.png,1,7\n=cmd,2,2\n"));
        await PutAsync(book, "plots/confusion.png", s_picture);
        await PutAsync(book, "report.html", Encoding.UTF8.GetBytes(Evil));
        await PutAsync(book, "model/weights.bin", new byte[4096]);
        await book.ChangeAsync(
            ledger => ModelRules.Make(ledger, Model, "Reads digits; the champion serves.", [], Began), _ => true);
        await book.ChangeAsync(
            ledger => ModelRules.AddVersion(
                ledger, Model, new VersionOrigin("somewhere/model", Full), "first that beats the baseline", [], Began),
            _ => true);
        await book.ChangeAsync(ledger => ModelRules.Alias(ledger, Model, "champion", 1, Began), _ => true);
    }

    private static async Task LogAsync(
        IRunBook book, string id, string name, double top, RunStatus status, int place)
    {
        var start = Began + (place * 3_600_000L);
        var chance = new Random(place);
        NamedPoint[] points =
        [
            .. Enumerable.Range(1, 200).SelectMany(step =>
            {
                var accuracy = (top * (1 - Math.Exp(-step / 40.0))) + (0.02 * (chance.NextDouble() - 0.5));
                return (NamedPoint[])
                [
                    new("accuracy", new MetricPoint(accuracy, start + (step * 1500), step)),
                    new("loss", new MetricPoint(2.3 * Math.Exp(-3 * accuracy), start + (step * 1500), step)),
                ];
            }),
        ];
        await book.ChangeAsync(
            ledger => RunRules.Start(ledger, new RunRecord(id, RunLedger.DefaultCollection, name, "ada", start)),
            _ => true);
        await book.ChangeAsync(
            ledger => RunRules.Log(
                ledger, id, points,
                [new("depth", place == 0 ? "18" : "34"), new("lr", $"0.00{place + 1}"), new("optimizer", "adam")],
                [new("team", "vision")]),
            _ => true);
        await book.ChangeAsync(
            ledger => RunRules.Change(
                ledger, id, status, status == RunStatus.Running ? null : start + 300_000, null),
            _ => true);
    }

    private static async Task PutAsync(IRunBook book, string path, byte[] bytes) => await book.PutAsync(
        $"{RunLedger.DefaultCollection}/{Full}/artifacts/{path}", One(bytes), bytes.Length, Began);

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> One(byte[] bytes)
    {
        await Task.CompletedTask;
        yield return bytes;
    }
}
