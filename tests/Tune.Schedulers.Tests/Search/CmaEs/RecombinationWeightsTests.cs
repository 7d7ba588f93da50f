using Tune.Schedulers.Search.CmaEs;

namespace Tune.Schedulers.Tests.Search.CmaEs;

/// <summary>Table 1 of the tutorial, each formula worked out apart from the code.</summary>
internal sealed class RecombinationWeightsTests
{
    private const double Near = 2e-6;

    // With a population of 40 the root in d_sigma exceeds 1, and what keeps C positive bounds the negative weights.
    [TestCase(2, 6, 2.028611, 0.446205, 1.446205, 0.624555, 0.154815, 0.057859, 1.254273)]
    [TestCase(10, 10, 3.167299, 0.284429, 1.284429, 0.294990, 0.015284, 0.020154, 3.084727)]
    [TestCase(2, 40, 11.309482, 0.726917, 3.434474, 0.557772, 0.090092, 0.688252, 1.254273)]
    public void Constants_OfARun_AreThoseOfTheTutorial(
        int n, int lambda, double mass, double cSigma, double dSigma, double cC, double cOne, double cMu, double length)
    {
        var run = new RecombinationWeights(n, lambda);

        Assert.That(run.Mass, Is.EqualTo(mass).Within(Near));
        Assert.That(run.StepRate, Is.EqualTo(cSigma).Within(Near));
        Assert.That(run.StepDamping, Is.EqualTo(dSigma).Within(Near));
        Assert.That(run.PathRate, Is.EqualTo(cC).Within(Near));
        Assert.That(run.OneRate, Is.EqualTo(cOne).Within(Near));
        Assert.That(run.ManyRate, Is.EqualTo(cMu).Within(Near));
        Assert.That(run.NormalLength, Is.EqualTo(length).Within(Near));
    }

    [TestCase(1, 4)]
    [TestCase(2, 6)]
    [TestCase(10, 10)]
    [TestCase(40, 15)]
    public void DefaultPopulation_OfDimensions_IsTheTutorials(int n, int lambda) =>
        Assert.That(RecombinationWeights.DefaultPopulation(n), Is.EqualTo(lambda));

    // n = 2: alpha_mueff- = 2.207324 is the least of the three bounds; n = 10: alpha_mu- = 1.758341.
    [Test]
    public void Weights_OfBothSigns_AreThoseOfTheTutorial()
    {
        Assert.That(
            new RecombinationWeights(2, 6).Weights,
            Is.EqualTo(new[] { 0.637043, 0.284570, 0.078387, -0.286384, -0.764958, -1.155982 }).Within(Near));
        Assert.That(
            new RecombinationWeights(10, 10).Weights,
            Is.EqualTo(new[]
            {
                0.456273, 0.270753, 0.162231, 0.085234, 0.025510, -0.085321, -0.236477, -0.367414, -0.482908, -0.586222,
            }).Within(Near));
        Assert.That(
            new RecombinationWeights(2, 40).Weights.Where(weight => weight < 0).Sum(),
            Is.EqualTo(-0.161028).Within(Near));
    }
}
