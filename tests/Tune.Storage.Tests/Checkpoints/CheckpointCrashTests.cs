using Tune.Engine.Checkpoints;
using Tune.Storage.Checkpoints;
using Tune.Storage.Disks;
using Tune.Storage.Tests.Disks;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Checkpoints;

/// <summary>A process may die between any two steps: what it was told is safe is there, whole, and nothing is left over
/// that nobody names.</summary>
internal sealed class CheckpointCrashTests
{
    private readonly List<CheckpointRef> _safe = [];
    private TempFolder _folder = null!;
    private int _steps;

    private string Root => _folder["root"];

    [SetUp]
    public void Make()
    {
        _folder = new TempFolder();
        _safe.Clear();
        _steps = 0;
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task Killed_BetweenAnyTwoSteps_LeavesWhatWasPromisedAndNothingElse([Values] bool links)
    {
        var (promised, going) = (new List<CheckpointRef[]>(), new List<string?[]>());
        string? leaving = null;
        var disk = new WatchedDisk(_ =>
        {
            Copy(Root, _folder[$"step-{_steps++}"]);
            promised.Add([.. _safe]);
            going.Add([leaving]);
        })
        { Links = links };
        var store = new CheckpointShelf(Root, disk);
        var first = await PutAsync(store, ("shared", "the same"), ("own", "first"));
        var second = await PutAsync(store, ("shared", "the same"), ("deep/copy", "the same"), ("own", "second"));
        await DeleteAsync(first);
        var third = await PutAsync(store, ("again", "first"));
        await DeleteAsync(second);
        await DeleteAsync(third);
        Assert.That(_steps, Is.GreaterThan(30));
        for (var step = 0; step < _steps; step++)
        {
            await CheckAsync(_folder[$"step-{step}"], promised[step], going[step][0], $"step {step}");
        }

        async Task DeleteAsync(CheckpointRef checkpoint)
        {
            leaving = checkpoint.Digest;
            await store.DeleteAsync(checkpoint.Digest);
            _safe.Remove(checkpoint);
            leaving = null;
        }
    }

    [Test]
    public async Task Killed_AtAnyMoment_LeavesWhatWasPromisedAndNothingElse([Range(1, 4)] int round)
    {
        var lines = new List<string>();
        using (var second = SecondProcess.Start("checkpoints", _folder["store"]))
        {
            Assert.That(await second.LineAsync(), Is.EqualTo("open"));
            for (var i = 0; i < 20 * round; i++)
            {
                lines.Add((await second.LineAsync())!);
            }

            // The very last line may be cut in the middle; what it began to promise is not asked for.
            lines.AddRange((await second.KillAsync()).Split('\n').Where(line => line.Length == 65));
        }

        var root = Path.Combine(_folder["store"], "experiments", "some", "checkpoints");
        var leaving = lines.Where(line => line[0] == '-').Select(line => line[1..]).ToHashSet(StringComparer.Ordinal);
        var promised = lines.Where(line => line[0] == '+').Select(line => line[1..])
            .Where(digest => !leaving.Contains(digest));
        await CheckAsync(root, [.. promised.Select(digest => new CheckpointRef(digest, 1, 1))], null, "killed");
    }

    private async Task<CheckpointRef> PutAsync(CheckpointShelf store, params (string Path, string Text)[] files)
    {
        var checkpoint = await store.PutAsync(_folder.With($"given-{_steps}", files), 1);
        _safe.Add(checkpoint);
        return checkpoint;
    }

    private static async Task CheckAsync(string root, CheckpointRef[] promised, string? leaving, string when)
    {
        var store = new CheckpointShelf(root, Disk.Real);
        await store.SettleAsync();
        var digests = await store.DigestsAsync();
        Assert.That(
            promised.Select(checkpoint => checkpoint.Digest).Where(digest => digest != leaving),
            Is.SubsetOf(digests), when);
        var needed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var digest in digests)
        {
            await using (await store.OpenAsync(new CheckpointRef(digest, 1, 1)))
            {
                needed.UnionWith(CheckpointManifest.Of(new CheckpointPlaces(root), digest).Blobs);
            }
        }

        var places = new CheckpointPlaces(root);
        Assert.That(places.Kept().Order(StringComparer.Ordinal), Is.EqualTo(needed), when);
        Assert.That(places.Leftovers(), Is.Empty, when);
        foreach (var digest in digests)
        {
            await store.DeleteAsync(digest);
        }

        Assert.That(places.Kept(), Is.Empty, when);
    }

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.Exists(from)
            ? Directory.GetDirectories(from, "*", SearchOption.AllDirectories).Append(from)
            : [])
        {
            Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));
        }

        foreach (var file in Directory.Exists(from) ? Directory.GetFiles(from, "*", SearchOption.AllDirectories) : [])
        {
            File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
        }
    }
}
