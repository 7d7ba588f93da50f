using System.Net.Sockets;
using System.Text;
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
        Assert.That(Encoding.UTF8.GetByteCount(store), Is.GreaterThan(length));
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
