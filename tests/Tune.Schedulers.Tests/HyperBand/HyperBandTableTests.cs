using Tune.Schedulers.HyperBand;

namespace Tune.Schedulers.Tests.HyperBand;

/// <summary>The paper's table of brackets, and others worked out by hand.</summary>
internal sealed class HyperBandTableTests
{
    private static string Table(int max, int eta, int grace = 1)
    {
        var band = new Band(new HyperBandOptions { MaxIterations = max, ReductionFactor = eta, GracePeriod = grace });
        return string.Join("; ", band.Brackets.Select(bracket => string.Join(' ', bracket.Rungs.Append(max)
            .Select((rung, i) => $"{(i == 0 ? bracket.Size : bracket.Places(i - 1, bracket.Size))}@{rung}"))));
    }

    [Test]
    public void Brackets_ForR81AndEta3_AreThePapersTable() => Assert.That(Table(81, 3), Is.EqualTo(
        "81@1 27@3 9@9 3@27 1@81; 34@3 11@9 3@27 1@81; 15@9 5@27 1@81; 8@27 2@81; 5@81"));

    [Test]
    public void Brackets_ForR16AndEta2_HalveEachTime() => Assert.That(Table(16, 2), Is.EqualTo(
        "16@1 8@2 4@4 2@8 1@16; 10@2 5@4 2@8 1@16; 7@4 3@8 1@16; 5@8 2@16; 5@16"));

    [Test]
    public void Brackets_ForAnRThatIsNoPowerOfEta_AllEndAtR() => Assert.That(Table(100, 3), Is.EqualTo(
        "81@1 27@3 9@11 3@33 1@100; 34@3 11@11 3@33 1@100; 15@11 5@33 1@100; 8@33 2@100; 5@100"));

    [Test]
    public void Brackets_WithAGracePeriod_BeginThere() =>
        Assert.That(Table(81, 3, grace: 9), Is.EqualTo("9@9 3@27 1@81; 5@27 1@81; 3@81"));

    [TestCase(1, 3, 1)]
    [TestCase(2, 3, 1)]
    [TestCase(243, 3, 6)]
    [TestCase(1000, 10, 4)]
    [TestCase(int.MaxValue, 2, 31)]
    [TestCase(int.MaxValue, int.MaxValue, 2)]
    public void Brackets_AreCountedInWholeNumbers(int max, int eta, int expected)
    {
        var options = new HyperBandOptions { MaxIterations = max, ReductionFactor = eta };

        Assert.That(new Band(options).Brackets, Has.Count.EqualTo(expected));
        Assert.That(options.RungLevels(), Has.Count.EqualTo(expected).And.Ordered);
        Assert.That(options.RungLevels()[^1], Is.EqualTo(max));
    }

    [TestCase(0, 0)]
    [TestCase(80, 0)]
    [TestCase(81, 1)]
    [TestCase(114, 1)]
    [TestCase(115, 2)]
    [TestCase(130, 3)]
    [TestCase(138, 4)]
    [TestCase(142, 4)]
    [TestCase(143, 5)]
    [TestCase(143 + 81, 6)]
    public void BracketOf_GoesByTheTrialsNumberAlone(int trial, int bracket) => Assert.That(
        new Band(new HyperBandOptions { MaxIterations = 81 }).BracketOf(new(trial)), Is.EqualTo(bracket));
}
