using Tune.Hosting.Tests.BadInput;

namespace Tune.Hosting.Tests.Checkpoints;

[Parallelizable(ParallelScope.All)]
internal sealed class RetentionTests
{
    // As `hoard` in the probe has it: six trials with nine reports, a checkpoint of 1 KiB at each, room for five.
    // Without a quota it is the last two of each, and the third of the best three, which are those of one trial.
    private const int Kept = 5;

    [TestCase("hoard", Kept)]
    [TestCase("hoard-no-quota", (2 * 6) + 1)]
    public async Task Run_ToTheEnd_LeavesOnTheDiskWhatThePolicyKeeps(string experiment, int kept)
    {
        using var place = new Workplace();
        var end = await place.RunAsync(experiment, "--json", "--no-plots");

        Assert.That(end.Exits(0).Done.GetProperty("reports").GetInt32(), Is.EqualTo(54));
        Assert.That(Checkpoints(place, experiment), Has.Length.EqualTo(kept));
        await place.RequireNothingLostAsync(experiment);
    }

    [Test]
    public async Task Resume_OfAFinishedExperiment_DeletesWhatTheJournalDoesNotKnow()
    {
        using var place = new Workplace();
        (await place.RunAsync("hoard", "--quiet", "--no-plots")).Exits(0);
        var stray = Path.Combine(Path.GetDirectoryName(Checkpoints(place, "hoard")[0])!, new string('a', 64) + ".json");
        await File.WriteAllTextAsync(stray, "{}");
        (await place.RunAsync("resume", "hoard", "--quiet", "--no-plots")).Exits(0);

        Assert.That(Checkpoints(place, "hoard"), Has.Length.EqualTo(Kept).And.None.EqualTo(stray));
    }

    private static string[] Checkpoints(Workplace place, string experiment) =>
        Directory.GetFiles(Path.Combine(place.Store, "experiments", experiment, "checkpoints", "manifests"));
}
