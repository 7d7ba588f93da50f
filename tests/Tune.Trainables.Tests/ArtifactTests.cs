using System.Text;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Trainables.Tests;

/// <summary>Files that training code keeps with its trial.</summary>
internal sealed class ArtifactTests : TrialFixture
{
    [Test]
    public async Task Artifact_OfAnyForm_IsHandedOverAsItIs()
    {
        var outcome = await Run(async context =>
        {
            await context.SaveArtifactAsync("notes.md", "Grüße");
            await context.SaveArtifactAsync("plots/a.png", new byte[] { 1, 2, 3 });
            using var rest = new MemoryStream([9, 8, 7]) { Position = 1 };
            await context.SaveArtifactAsync("rest", rest);
        });

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
        Assert.That(Channel.Artifacts.Select(each => each.Path), Is.EqualTo(["notes.md", "plots/a.png", "rest"]));
        Assert.That(Encoding.UTF8.GetString(Channel.Artifacts[0].Content), Is.EqualTo("Grüße"));
        Assert.That(Channel.Artifacts[1].Content, Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(Channel.Artifacts[2].Content, Is.EqualTo(new byte[] { 8, 7 }), "from where it stood");
        Assert.That(
            Directory.EnumerateFiles(Assignment.Folder, "*", SearchOption.AllDirectories), Is.Empty,
            "what is kept is not needed here any more");
    }

    [TestCase("../notes.md")]
    [TestCase("/notes.md")]
    [TestCase("")]
    public async Task Artifact_UnderWhatIsNoPath_IsRefusedBeforeAnythingIsWritten(string path)
    {
        await Run(context =>
        {
            Assert.That(
                async () => await context.SaveArtifactAsync(path, "text"),
                Throws.ArgumentException.With.Message.Contains("The path of an artifact"));
            return Task.CompletedTask;
        });

        Assert.That(Channel.Artifacts, Is.Empty);
    }

    [Test]
    public async Task Artifact_ThatIsNotTaken_SaysWhyToTheTrainingCode()
    {
        Channel.KeepFailure = new StorageException(StorageFault.Refused, "There is no room.");

        Failed(
            await Run(context => context.SaveArtifactAsync("a", "text")), FailureKind.Checkpoint, "There is no room.");
        Assert.That(
            Directory.EnumerateFiles(Assignment.Folder, "*", SearchOption.AllDirectories), Is.Empty);
    }
}
