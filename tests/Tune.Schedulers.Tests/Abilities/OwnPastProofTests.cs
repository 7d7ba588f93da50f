using NUnit.Framework.Internal;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Testing.Algorithms;

namespace Tune.Schedulers.Tests.Abilities;

/// <summary>No scheduler of the catalogue compares a trial with itself or says a turned loss, so these proofs are
/// proved on one made for it.</summary>
internal sealed class OwnPastProofTests
{
    [Test]
    public void Check_OfOneThatHeedsConstraints_Holds() => OwnPastProof.Check(new PatientOptions());

    [TestCase(false, false, "must train longer than without")]
    [TestCase(true, true, "does not depend on others")]
    public void Check_OfOneWithAMistake_SaysWhatWasExpected(bool heedsConstraints, bool comparesAll, string said) =>
        Fails(() => OwnPastProof.Check(new PatientOptions(heedsConstraints, comparesAll)), said);

    [Test]
    public void Reasons_InTheLosssOwnSign_AreTaken() => AlgorithmChecks.CheckReasons(
        Spec(new PatientOptions(ComparesAll: true)));

    [Test]
    public void Reasons_WithTheSignTurned_AreToldHowToTurnItBack() => Fails(
        () => AlgorithmChecks.CheckReasons(Spec(new PatientOptions(ComparesAll: true, SaysScores: true))),
        "Objective.ValueOf");

    private static Tune.Engine.Experiments.ExperimentSpec Spec(PatientOptions options) =>
        CatalogContractTests.Sound(options, new RandomSearchOptions(), 1);

    private static void Fails(Action check, string said)
    {
        using (new TestExecutionContext.IsolatedContext())
        {
            Assert.That(check, Throws.TypeOf<AssertionException>().With.Message.Contains(said));
        }
    }
}
