using System.Text;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Trainables.Tests.Commands;

/// <summary>Files that a program leaves in TUNE_ARTIFACTS.</summary>
internal sealed class CommandArtifactTests : CommandFixture
{
    private IEnumerable<(string Path, string Text)> Kept =>
        Channel.Artifacts.Select(each => (each.Path, Encoding.UTF8.GetString(each.Content)));

    [TestCase(0)]
    [TestCase(3)]
    public async Task Files_OfAProgramThatEnds_AreKeptHoweverItEnded(int code)
    {
        await Shell($"""
            cd "$TUNE_ARTIFACTS"; mkdir plots; printf 'a,b\n' > plots/t.csv; printf note > note.txt; exit {code}
            """);

        Assert.That(Kept, Is.EqualTo([("note.txt", "note"), ("plots/t.csv", "a,b\n")]));
    }

    [Test]
    public async Task Files_ThatWereNotChangedForAWhile_AreKeptAtAReportAndAgainWhenTheyChange()
    {
        await Shell("""
            cd "$TUNE_ARTIFACTS"; printf old > a; touch -d '1 minute ago' a; printf fresh > b
            echo '{"tune":"report","metrics":{"loss":1}}'; read -r answer; printf new > a
            """);

        Assert.That(Kept, Is.EqualTo([("a", "old"), ("a", "new"), ("b", "fresh")]));
    }

    [TestCase("ln -s /etc/passwd secret", "'secret' in TUNE_ARTIFACTS is a link")]
    [TestCase("mkfifo pipe", "'pipe' in TUNE_ARTIFACTS is a named pipe")]
    [TestCase("printf x > 'a:b'", "'a:b' in TUNE_ARTIFACTS is not kept")]
    [TestCase("cd ..; rm -r artifacts; ln -s /etc artifacts", "artifacts")]
    public async Task Files_ThatCannotBeKept_AreSaidInTheLogAndBreakNothing(string make, string said)
    {
        Channel.Accepts = ArtifactLimits.Problem;
        var outcome = await Shell(
            "cd \"$TUNE_ARTIFACTS\"; " + make + """; echo '{"tune":"report","metrics":{"loss":1}}'""");

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
        Assert.That(Kept, Is.Empty);
        Assert.That(Channel.Lines, Has.Some.Contains(said));
    }
}
