using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Server.Insight;
using Tune.Testing.Machine;
using Tune.Testing.Stores;

namespace Tune.Server.Tests.Insight;

/// <summary>What was found out once is not found out again.</summary>
internal sealed class FindingsTests
{
    private readonly ManualClock _clock = new();
    private int _found;

    [SetUp]
    public void Begin() => _found = 0;

    [TestCase(5, 5, 0, ExpectedResult = "1 1", TestName = "Find_OfWhatHasNotGoneOn_IsKnown")]
    [TestCase(5, 6, 4, ExpectedResult = "1 1", TestName = "Find_OfWhatHasJustGoneOn_IsStillGoodEnough")]
    [TestCase(5, 6, 6, ExpectedResult = "1 2", TestName = "Find_OfWhatWentOnLongAgo_IsFoundAnew")]
    public async Task<string> Find(long first, long then, int seconds)
    {
        var findings = new Findings(_clock);
        var one = await findings.OfAsync("what", At(first), FindAsync, default);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        return $"{one} {await findings.OfAsync("what", At(then), FindAsync, default)}";
    }

    [Test]
    public async Task Find_ThatFailed_IsTriedAgain()
    {
        var findings = new Findings(_clock);

        Assert.That(
            () => findings.OfAsync<string>("what", At(1), () => throw new IOException(), default),
            Throws.InstanceOf<IOException>());
        Assert.That(await findings.OfAsync("what", At(1), FindAsync, default), Is.EqualTo("1"));
    }

    [Test]
    public async Task Find_OfAnotherExperimentOfTheSameName_IsAnotherOne()
    {
        var findings = new Findings(_clock);
        await findings.OfAsync("what", At(1), FindAsync, default);

        var other = await findings.OfAsync("what", At(1) with { Created = Some.At(9) }, FindAsync, default);

        Assert.That(other, Is.EqualTo("2"));
    }

    private Task<string> FindAsync() => Task.FromResult($"{++_found}");

    private static ExperimentGlance At(long position) => new()
    {
        Name = "some",
        Position = position,
        Objective = new Objective("acc", Mode.Max),
        Status = default,
        Created = Some.At(1),
    };
}
