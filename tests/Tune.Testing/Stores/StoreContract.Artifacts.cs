using System.Text;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Testing.Stores;

/// <remarks>Files that trials leave to be looked at.</remarks>
public abstract partial class StoreContract
{
    private static readonly TrialId s_first = new(0);

    /// <summary>Whether it keeps artifacts of trials, which it need not; then override this with true. Default
    /// false.</summary>
    protected virtual bool KeepsArtifacts => false;

    /// <summary>Whether they are there when the store is opened again. Default as
    /// <see cref="KeepsArtifacts"/>.</summary>
    protected virtual bool ArtifactsOutliveIt => KeepsArtifacts;

    [Test]
    public void Artifacts_OfAStoreThatKeepsThem_AreThere() => Assert.That(
        Store.Artifacts("some") is not null || !KeepsArtifacts, $"the fixture says {nameof(KeepsArtifacts)}");

    [Test]
    public async Task Artifact_ThatWasPut_IsThereAsItWasPutLast()
    {
        if (!KeepsArtifacts)
        {
            return;
        }

        await using (await Fill("some", [Some.Beginning()]))
        {
            await PutAsync("plots/b.txt", "before");
            var put = await PutAsync("plots/b.txt", "after");
            await PutAsync("plots/ä b.csv", "");
            await PutAsync("a.txt", new string('x', 300_000));
            await Store.Artifacts("some")!.PutAsync(new(11), "a.txt", Content("of another trial"));

            Assert.That((put.Path, put.Bytes, put.Digest.Length), Is.EqualTo(("plots/b.txt", 5L, 64)));
            await CheckAsync();
        }

        await Reopen();
        if (ArtifactsOutliveIt)
        {
            await CheckAsync();
        }

        async Task CheckAsync()
        {
            var all = await Store.Artifacts("some")!.ListAsync(s_first);
            Assert.That(all.Select(each => each.Path), Is.EqualTo(["a.txt", "plots/b.txt", "plots/ä b.csv"]));
            Assert.That(all.Select(each => each.Bytes), Is.EqualTo([300_000L, 5L, 0L]));
            Assert.That(await TextAsync(all[0]), Is.EqualTo(new string('x', 300_000)));
            Assert.That(await TextAsync(all[1]), Is.EqualTo("after"));
            Assert.That(await TextAsync(all[2]), Is.Empty);
            Assert.That(await Store.Artifacts("some")!.ListAsync(new(1)), Is.Empty);
        }
    }

    [TestCase("")]
    [TestCase("/etc/passwd")]
    [TestCase("../a")]
    [TestCase("a/../../b")]
    [TestCase("a//b")]
    [TestCase("./a")]
    [TestCase("a\\b")]
    [TestCase("c:a")]
    [TestCase("a%2e")]
    [TestCase("a\nb")]
    [TestCase("a\0b")]
    public async Task Artifact_UnderWhatIsNoPath_IsRefused(string path)
    {
        if (KeepsArtifacts)
        {
            await using var journal = await Fill("some", [Some.Beginning()]);
            Refuses(path);
        }
    }

    [Test]
    public async Task Artifact_BelowOneOrAboveOne_IsRefused()
    {
        if (KeepsArtifacts)
        {
            await using var journal = await Fill("some", [Some.Beginning()]);
            await PutAsync("a/b", "");
            Refuses("a");
            Refuses("a/b/c");
            await PutAsync("a/bc", "");
        }
    }

    [Test]
    public async Task Artifact_OfNoExperiment_IsRefused()
    {
        if (KeepsArtifacts)
        {
            Refuses("a");
            Assert.That(await Store.ExperimentsAsync(), Is.Empty);
        }
    }

    [Test]
    public async Task Artifact_WhoseContentEndsInAnError_LeavesTheOneBefore()
    {
        if (!KeepsArtifacts)
        {
            return;
        }

        await using var journal = await Fill("some", [Some.Beginning()]);
        await PutAsync("a", "before");
        Assert.That(
            async () => await Store.Artifacts("some")!.PutAsync(s_first, "a", BrokenAsync()),
            Throws.TypeOf<InvalidOperationException>());
        var left = (await Store.Artifacts("some")!.ListAsync(s_first)).Single();
        Assert.That(await TextAsync(left), Is.EqualTo("before"));
    }

    [Test]
    public async Task Artifact_ThatWasReplaced_IsGone()
    {
        if (KeepsArtifacts)
        {
            await using var journal = await Fill("some", [Some.Beginning()]);
            var before = await PutAsync("a", "before");
            await PutAsync("a", "after");

            Assert.That(
                async () => await TextAsync(before),
                Throws.TypeOf<StorageException>()
                    .With.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.Gone));
        }
    }

    [Test]
    public async Task Artifacts_OfAnExperimentThatIsPurged_AreNotThoseOfTheNextOne()
    {
        if (!KeepsArtifacts || !Purges)
        {
            return;
        }

        await using (var journal = await Fill("some", [Some.Beginning()]))
        {
            await PutAsync("a", "of the one before");
            await journal.PurgeAsync(journal.Count);
            Assert.That(await Store.Artifacts("some")!.ListAsync(s_first), Is.Empty);
            Refuses("late");
        }

        await using var next = await Fill("some", [Some.Beginning()]);
        Assert.That(await Store.Artifacts("some")!.ListAsync(s_first), Is.Empty);
        await PutAsync("b", "of the next");
        Assert.That((await Store.Artifacts("some")!.ListAsync(s_first)).Single().Path, Is.EqualTo("b"));
    }

    private async Task<TrialArtifact> PutAsync(string path, string content) =>
        await Store.Artifacts("some")!.PutAsync(s_first, path, Content(content));

    private void Refuses(string path) => Assert.That(
        async () => await PutAsync(path, "content"),
        Throws.TypeOf<StorageException>()
            .With.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.Refused));

    private async Task<string> TextAsync(TrialArtifact artifact)
    {
        var text = new StringBuilder();
        await foreach (var part in Store.Artifacts("some")!.ReadAsync(s_first, artifact))
        {
            text.Append(Encoding.UTF8.GetString(part.Span));
        }

        return text.ToString();
    }

    // In two pieces, where there is enough for two.
    private static IAsyncEnumerable<ReadOnlyMemory<byte>> Content(string text)
    {
        ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(text);
        return new[] { bytes[..(bytes.Length / 2)], bytes[(bytes.Length / 2)..] }.ToAsyncEnumerable();
    }

    // Some bytes, and then an error.
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> BrokenAsync()
    {
        yield return new byte[100];
        await Task.Yield();
        throw new InvalidOperationException("The end of the line.");
    }
}
