using Tune.Engine.Trials;

namespace Tune.Trainables.Tests.Commands;

/// <summary>Programs whose reports are not quite what they should be.</summary>
internal sealed class AlmostRightTests : CommandFixture
{
    private const string Report = """{"tune":"report","metrics":{"loss":0.5}}""";

    [TestCase("INFO: " + Report)]
    [TestCase("[rank0] " + Report)]
    [TestCase("""{'tune': 'report', 'metrics': {'loss': 0.5}}""")]
    [TestCase("""  "tune": "report",""")]
    [TestCase("""{"Tune":"report","metrics":{"loss":0.5}}""")]
    public async Task Line_ThatIsAlmostAReport_IsWarnedOfOnceAndFailsAProgramThatReportsNothing(string line)
    {
        var quoted = line.Replace("'", "'\\''", StringComparison.Ordinal);
        var outcome = await Shell($"echo '{quoted}'; echo '{quoted}'; echo \"done\"");

        var warnings = Channel.Lines.Where(one => one.StartsWith("warning: ", StringComparison.Ordinal)).ToArray();
        Assert.That(warnings, Has.Length.EqualTo(1));
        Assert.That(warnings[0], Does.Contain($"'{line}'").And.Contain("""such as {"tune":"report","metrics":"""));
        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Failed>());
        var failed = (AttemptOutcome.Failed)outcome;
        Assert.That(failed.Kind, Is.EqualTo(FailureKind.Contract));
        Assert.That(failed.Message, Does.Contain("reported nothing").And.Contain(line));
    }

    [Test]
    public async Task Line_OnStandardError_IsWarnedOf()
    {
        await Shell($"echo '{Report}' >&2");
        Assert.That(Channel.Lines, Has.Some.Contains("since it came on standard error"));
    }

    [Test]
    public async Task Line_ThatEchoesAReport_IsNotReadASecondTimeAndTheTrialCompletes()
    {
        var outcome = await Shell($"echo '{Report}'; echo 'sent {Report}'");
        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
        Assert.That(Channel.Reports, Has.Count.EqualTo(1));
        Assert.That(Channel.Lines, Has.Some.StartsWith("warning: "));
    }

    [TestCase("attune: 3")]
    [TestCase("""{"loss":0.5}""")]
    [TestCase("the report is in /tmp")]
    public async Task Line_ThatIsNothingOfTheKind_IsNotWarnedOf(string line)
    {
        Assert.That(await Shell($"echo '{line}'"), Is.InstanceOf<AttemptOutcome.Completed>());
        Assert.That(Channel.Lines, Is.EqualTo(new[] { line }));
    }

    [Test]
    public async Task Report_InColourAfterAMarkAndABlank_IsRead()
    {
        await Shell($"printf '\\357\\273\\277 \\033[32m%s\\033[0m\\n' '{Report}'");
        Assert.That(Channel.Reports, Has.Count.EqualTo(1));
        Assert.That(Channel.Lines, Is.Empty);
    }
}
