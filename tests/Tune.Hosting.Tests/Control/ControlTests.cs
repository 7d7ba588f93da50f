using System.Net.Sockets;
using Tune.Hosting.Control;

namespace Tune.Hosting.Tests.Control;

/// <summary>The line between the owner of a store and a second terminal.</summary>
internal sealed class ControlTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private string _folder = null!;

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("tune-control-").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [TestCase(10)]
    [TestCase(95)]
    [TestCase(200)]
    public async Task Ask_AStoreWithAPathOfAnyLength_IsAnsweredThroughItsOwnFolder(int length)
    {
        var store = Directory.CreateDirectory(Path.Combine(_folder, new string('s', length))).FullName;
        await using (ControlServer.Start(store, (request, _) => Task.FromResult(
            new ControlReply(true, $"{request.Action} {request.Experiment}"))))
        {
            var reply = await ControlClient.AskAsync(store, new ControlRequest("pause", "some"), Patience, default);

            Assert.That(reply, Is.EqualTo(new ControlReply(true, "pause some")));
            Assert.That(
                Directory.GetFileSystemEntries(store).Select(path => Path.GetFileName(path)),
                Is.EqualTo(new[] { "control.sock" }));
        }

        Assert.That(Directory.GetFileSystemEntries(store), Is.Empty);
    }

    [Test]
    public async Task Ask_AnOwnerThatIsFrozen_EndsAfterTheLimitAndSaysIt()
    {
        using var place = ControlPlace.Of(_folder)!;
        using var frozen = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        frozen.Bind(place.Address);
        frozen.Listen(1);

        var asked = ControlClient.AskAsync(
            _folder, new ControlRequest("pause", "some"), TimeSpan.FromSeconds(1), default);
        var reply = await asked.WaitAsync(Patience);

        Assert.That(reply!.Ok, Is.False);
        Assert.That(reply.Message, Does.Contain("has not answered within 1 s").And.Contain("'pause'"));
    }

    [Test]
    public async Task Ask_WhileAnotherOneIsBeingAnswered_IsAnsweredToo()
    {
        var begun = new TaskCompletionSource();
        var enough = new TaskCompletionSource();
        await using var server = ControlServer.Start(_folder, async (request, _) =>
        {
            if (request.Action == "pause")
            {
                begun.SetResult();
                await enough.Task;
            }

            return new ControlReply(true, request.Action);
        });
        var slow = ControlClient.AskAsync(_folder, new ControlRequest("pause", "some"), Patience, default);
        await begun.Task.WaitAsync(Patience);
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var place = ControlPlace.Of(_folder)!;
        await silent.ConnectAsync(place.Address);

        var quick = await ControlClient.AskAsync(_folder, new ControlRequest("ping", ""), Patience, default);

        Assert.That(quick, Is.EqualTo(new ControlReply(true, "ping")));
        Assert.That(slow.IsCompleted, Is.False);
        enough.SetResult();
        Assert.That(await slow, Is.EqualTo(new ControlReply(true, "pause")));
    }

    [Test]
    public async Task Answer_OfAnyLength_ArrivesCut()
    {
        var letters = new string('\u00e4', 200_000);
        await using var server = ControlServer.Start(
            _folder, (_, _) => Task.FromResult(new ControlReply(true, letters)));

        var reply = await ControlClient.AskAsync(_folder, new ControlRequest("ping", ""), Patience, default);

        Assert.That(reply!.Ok, Is.True);
        Assert.That(reply.Message, Does.StartWith(letters[..1000]).And.EndsWith(" …"));
    }

    [Test]
    public async Task Answer_ThatNeverComes_IsSaidToTakeTooLong()
    {
        await using var server = ControlServer.Start(
            _folder, (_, _) => new TaskCompletionSource<ControlReply>().Task, TimeSpan.FromSeconds(0.1));

        var reply = await ControlClient.AskAsync(_folder, new ControlRequest("pause", "some"), Patience, default);

        Assert.That(reply, Is.EqualTo(
            new ControlReply(false, "'pause' was not done within 0.1 s; it may still be.")));
    }

    [TestCase("nonsense")]
    [TestCase("null")]
    [TestCase(5000)]
    public async Task Request_ThatIsNone_IsRefusedAndTheNextOneServed(object sent)
    {
        await using var server = ControlServer.Start(
            _folder, (request, _) => Task.FromResult(new ControlReply(true, request.Action)));
        using var place = ControlPlace.Of(_folder)!;
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(place.Address);
        await using var stream = new NetworkStream(client);
        using var limit = new CancellationTokenSource(Patience);

        await ControlLine.WriteAsync(stream, sent as string ?? new string('x', (int)sent), limit.Token);
        var reply = await ControlLine.ReadAsync(stream, 4096, limit.Token);

        Assert.That(reply, Does.Contain("\"Ok\":false"));
        Assert.That(
            await ControlClient.AskAsync(_folder, new ControlRequest("ping", ""), Patience, default),
            Is.EqualTo(new ControlReply(true, "ping")));
    }

    [Test]
    public void Start_WhereAFolderIsInTheSocketsPlace_LeavesNothingOpen()
    {
        // Long enough that the folder itself has to be opened.
        var store = Directory.CreateDirectory(Path.Combine(_folder, new string('s', 200))).FullName;
        Directory.CreateDirectory(Path.Combine(store, "control.sock"));

        Assert.That(
            () => ControlServer.Start(store, (_, _) => throw new InvalidOperationException()),
            Throws.InstanceOf<UnauthorizedAccessException>().Or.InstanceOf<IOException>());
        Assert.That(
            Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(name => new FileInfo(name).LinkTarget),
            Has.None.EqualTo(store));
    }

    // A user's number, then this process's, then that of the store's owner if this is who asks.
    [TestCase(1000u, 1000u, null, true)]
    [TestCase(0u, 1000u, null, true)]
    [TestCase(1001u, 1000u, null, false)]
    [TestCase(1001u, 1000u, 1001u, false)]
    [TestCase(1001u, 0u, null, false)]
    [TestCase(1001u, 0u, 1001u, true)]
    [TestCase(1002u, 0u, 1001u, false)]
    public void MayBeTrusted_AUser_IsThisOneOrRootOrForRootTheOwner(uint other, uint self, uint? owner, bool may) =>
        Assert.That(PeerUser.MayBeTrusted(other, self, owner), Is.EqualTo(may));

    [Test]
    public async Task Ask_ASocketThatNobodyListensTo_IsNobody()
    {
        using (var place = ControlPlace.Of(_folder)!)
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(place.Address);
        }

        Assert.That(
            await ControlClient.AskAsync(_folder, new ControlRequest("ping", ""), Patience, default), Is.Null);
    }
}
