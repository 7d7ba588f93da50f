using System.Net.Sockets;
using System.Text;
using Tune.Client;
using Tune.Client.Places;
using Tune.Client.Shapes;
using Tune.Engine.Experiments.Acts;
using Tune.Hosting;
using Tune.Server.Acting;
using Tune.Storage.InMemory;
using Tune.Testing.Stores;

namespace Tune.Server.Tests.Sockets;

/// <summary>The way from a second terminal to the owner of a store.</summary>
[Platform(Exclude = "Win")]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class StoreSocketTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private string _folder = null!;
    private MemoryStore _store = null!;

    [SetUp]
    public async Task Make()
    {
        _folder = Directory.CreateTempSubdirectory("tune-control-").FullName;
        _store = new MemoryStore();
        await using var journal = await _store.OpenJournalAsync("some");
        await journal.AppendAsync(0, [.. Some.Beginning("some", 3)]);
    }

    [TearDown]
    public async Task Delete()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCase(10)]
    [TestCase(95)]
    [TestCase(200)]
    public async Task Ask_AStoreWithAPathOfAnyLength_IsAnsweredThroughItsOwnFolder(int length)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, new string('s', length))).FullName;
        using var client = TuneClient.ForStore(folder);
        await using (await ServeAsync(folder))
        {
            var server = await client.ServerAsync();
            var done = await client.PauseAsync("some");

            Assert.That((server.Role, server.CanAct), Is.EqualTo(("admin", true)));
            Assert.That(done.Message, Is.EqualTo("some is paused; resume goes on."));
            Assert.That(
                Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)),
                Is.EqualTo(new[] { "control.sock" }));
            Assert.That(
                File.GetUnixFileMode(Path.Combine(folder, "control.sock")),
                Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        Assert.That(Directory.GetFileSystemEntries(folder), Is.Empty);
        Assert.That(
            async () => await client.ServerAsync(),
            Throws.TypeOf<TuneClientException>().With.Property("Kind").EqualTo(TuneClientException.NoOwner));
    }

    [Test]
    public async Task Ask_WhereThereCanBeNoSocket_IsAnsweredByItsNote()
    {
        using var client = TuneClient.ForStore(_folder);
        var note = Path.Combine(_folder, "control.http");
        await using (await StoreSocket.ServeAsync(Served(new SomeActs()), _folder, default, withNote: true))
        {
            Assert.That((await client.StopTrialAsync("some", 1)).Message, Is.EqualTo("trial 1 of some is stopped."));
            Assert.That(
                File.GetUnixFileMode(note), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));

            // What others may read or write is not believed.
            File.SetUnixFileMode(note, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            Assert.That(
                async () => await client.ServerAsync(),
                Throws.TypeOf<TuneClientException>().With.Property("Status").EqualTo(401)
                    .Or.With.Property("Kind").EqualTo(TuneClientException.NoOwner));
        }

        Assert.That(Directory.GetFileSystemEntries(_folder), Is.Empty);
    }

    [Test]
    public void Ask_AnOwnerThatIsFrozen_EndsAfterTheLimitAndSaysIt()
    {
        using var place = ControlPlace.Of(_folder)!;
        using var frozen = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        frozen.Bind(place.Address);
        frozen.Listen(1);
        using var client = TuneClient.ForStore(_folder);
        client.Patience = TimeSpan.FromSeconds(0.5);

        var asked = client.PauseAsync("some").WaitAsync(Patience);

        Assert.That(
            async () => await asked,
            Throws.TypeOf<TuneClientException>().With.Property("Kind").EqualTo(TuneClientException.TooLate)
                .And.Message.Contains("within 0.5 s"));
    }

    [Test]
    public async Task Ask_WhileOthersSayNothing_IsAnswered()
    {
        await using var serving = await ServeAsync(_folder);
        using var place = ControlPlace.Of(_folder)!;
        var silent = new List<Socket>();
        try
        {
            for (var i = 0; i < 40; i++)
            {
                silent.Add(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
                await silent[^1].ConnectAsync(place.Address);
            }

            using var client = TuneClient.ForStore(_folder);

            Assert.That((await client.ServerAsync()).Role, Is.EqualTo("admin"));
        }
        finally
        {
            silent.ForEach(socket => socket.Dispose());
        }
    }

    [Test]
    public async Task Connect_MoreThanThereIsRoomFor_AreSentAwayAndTheNextOneServed()
    {
        await using var serving = await ServeAsync(_folder);
        using var place = ControlPlace.Of(_folder)!;
        var flood = new List<Socket>();
        for (var i = 0; i < 100; i++)
        {
            flood.Add(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
            await flood[^1].ConnectAsync(place.Address);
        }

        // Of those beyond the room the server takes leave.
        using var limit = new CancellationTokenSource(Patience);
        Assert.That(await flood[^1].ReceiveAsync(new byte[1], limit.Token), Is.Zero);
        flood.ForEach(socket => socket.Dispose());
        using var client = TuneClient.ForStore(_folder);
        ServerAnswer? answer = null;
        while (answer is null)
        {
            limit.Token.ThrowIfCancellationRequested();
            answer = await AnswerAsync(client);
        }

        Assert.That(answer.Role, Is.EqualTo("admin"));
    }

    [TestCase("nonsense\r\n\r\n")]
    [TestCase("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")]
    [TestCase("POST /api/v1/experiments/some/stop HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
        + "Content-Length: 0\r\n\r\n")]
    public async Task Request_ThatIsNone_IsRefusedAndTheNextOneServed(string sent)
    {
        await using var serving = await ServeAsync(_folder);
        using var place = ControlPlace.Of(_folder)!;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(place.Address);
        using var limit = new CancellationTokenSource(Patience);
        await socket.SendAsync(Encoding.ASCII.GetBytes(sent), limit.Token);
        var answer = new byte[64];
        var length = await socket.ReceiveAsync(answer, limit.Token);

        Assert.That(Encoding.ASCII.GetString(answer, 0, length), Does.StartWith("HTTP/1.1 4"));
        using var client = TuneClient.ForStore(_folder);
        Assert.That((await client.ServerAsync()).Role, Is.EqualTo("admin"));
    }

    [Test]
    public void Serve_WhereAFolderIsInTheSocketsPlace_LeavesNothingOpen()
    {
        // Long enough that the folder itself has to be opened.
        var folder = Directory.CreateDirectory(Path.Combine(_folder, new string('s', 200))).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "control.sock"));

        Assert.That(
            async () => await ServeAsync(folder),
            Throws.InstanceOf<UnauthorizedAccessException>().Or.InstanceOf<IOException>());
        Assert.That(
            Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(name => new FileInfo(name).LinkTarget),
            Has.None.EqualTo(folder));
    }

    [Test]
    public async Task Serve_WhereALinkIsInTheSocketsPlace_LeavesAloneWhatItLeadsTo()
    {
        var target = Path.Combine(_folder, "target");
        await File.WriteAllTextAsync(target, "mine");
        File.CreateSymbolicLink(Path.Combine(_folder, "control.sock"), target);

        await using (await ServeAsync(_folder))
        {
            using var client = TuneClient.ForStore(_folder);
            Assert.That((await client.ServerAsync()).Role, Is.EqualTo("admin"));
        }

        Assert.That(await File.ReadAllTextAsync(target), Is.EqualTo("mine"));
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
    public async Task Ask_ASocketThatNobodyListensTo_IsNobodyUntilSomebodyServes()
    {
        using (var place = ControlPlace.Of(_folder)!)
        {
            // As a killed owner leaves it: the file stays.
            var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            left.Bind(place.Address);
            File.Move(place.Path, place.Path + ".kept");
            left.Dispose();
            File.Move(place.Path + ".kept", place.Path);
        }

        using var client = TuneClient.ForStore(_folder);
        Assert.That(
            async () => await client.ServerAsync(),
            Throws.TypeOf<TuneClientException>().With.Property("Kind").EqualTo(TuneClientException.NoOwner));
        await using var serving = await ServeAsync(_folder);
        Assert.That((await client.ServerAsync()).Role, Is.EqualTo("admin"));
    }

    [Test]
    public async Task Dispose_WhileSomethingIsBeingDone_EndsSoonAndSaysSo()
    {
        var acts = new SomeActs { Gate = new TaskCompletionSource() };
        var serving = await ServeAsync(_folder, acts);
        using var client = TuneClient.ForStore(_folder);
        var asked = client.PauseAsync("some");
        await acts.Begun.Task.WaitAsync(Patience);

        await serving.DisposeAsync().AsTask().WaitAsync(Patience);

        Assert.That(async () => await asked.WaitAsync(Patience), Throws.TypeOf<TuneClientException>());
        Assert.That(File.Exists(Path.Combine(_folder, "control.sock")), Is.False);
    }

    private Served Served(IActs acts) => new(_store, acts) { Name = _folder };

    private Task<IAsyncDisposable> ServeAsync(string folder, IActs? acts = null) =>
        StoreSocket.ServeAsync(Served(acts ?? new SomeActs()), folder, default);

    private static async Task<ServerAnswer?> AnswerAsync(TuneClient client)
    {
        try
        {
            return new ServerAnswer((await client.ServerAsync()).Role);
        }
        catch (TuneClientException)
        {
            // The room is only just becoming free.
            return null;
        }
    }

    private sealed record ServerAnswer(string Role);

    private sealed class SomeActs : IActs
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource? Gate { get; init; }

        public async Task<ActReceipt> ActAsync(
            string experiment, UserAct act, ActedBy by, CancellationToken cancellation)
        {
            Begun.TrySetResult();
            await (Gate?.Task ?? Task.CompletedTask);
            return new ActReceipt();
        }

        public Task<Submitted> SubmitAsync(SubmitOrder order, ActedBy by, CancellationToken cancellation) =>
            Task.FromResult(new Submitted("some", IsRepeat: false));

        public Task<TemplateList> TemplatesAsync(CancellationToken cancellation) =>
            Task.FromResult(new TemplateList { Templates = [] });

        public Task<ActReceipt> PurgeAsync(string experiment, ActedBy by, CancellationToken cancellation) =>
            ActAsync(experiment, new UserAct.Delete(), by, cancellation);
    }
}
