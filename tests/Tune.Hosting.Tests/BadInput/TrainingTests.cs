using System.Globalization;

namespace Tune.Hosting.Tests.BadInput;

[Parallelizable(ParallelScope.All)]
internal sealed class TrainingTests
{
    [TestCase("silent", "the metric 'score' was never reported; reported were 'loss'")]
    [TestCase("silent-asha", "the metric 'score' was never reported; reported were 'loss'")]
    [TestCase("throws", "the data for kind")]
    [TestCase("throws-child", "the data for kind")]
    [TestCase("throws-late", "the second iteration is too much")]
    [TestCase("returns", "the trainable returned without a report; report 'score' at least once")]
    [TestCase("returns-child", "the trainable returned without a report; report 'score' at least once")]
    [TestCase("no-checkpoint", "it has never written a checkpoint, so it could not go on later. Pass a checkpoint")]
    public async Task Run_TrainingBreaksItsPromise_FailsWithTheReasonAndKeepsWhatWasReported(
        string experiment, string said)
    {
        using var place = new Workplace();
        var end = await place.RunAsync(experiment, "--json", "--no-plots");

        Assert.That(end.Exits(1).State, Is.EqualTo("Failed"));
        Assert.That(string.Join('\n', end.Error), Does.Contain("failed after").And.Contain(said));
        Assert.That(end.Events.Single(line => line.GetProperty("event").GetString() == "experiment_ended")
            .GetProperty("why").GetString(), Does.Contain(said));
        if (!experiment.StartsWith("silent", StringComparison.Ordinal))
        {
            await place.RequireNothingLostAsync(experiment);
        }
    }

    [Test]
    public async Task Resume_Errored_GoesOnFromTheLastCheckpointsOnceTheCauseIsMended()
    {
        using var place = new Workplace();
        var broken = await place.RunAsync("mendable", "--json", "--no-plots");
        Assert.That(broken.Exits(1).Error, Has.Some.StartsWith("again      ").And.Some.EndsWith(" --errored"));
        place.LetFinish();

        var wrong = await place.RunAsync("resume", "mendable", "--errored", "--trial", "77", "--quiet", "--no-plots");
        Assert.That(wrong.Exits(2).Said, Does.Contain("Trial 77 has not failed for good: there is none"));
        (await place.RunAsync("resume", "mendable", "--trial", "1")).Exits(2);

        var one = await place.RunAsync("resume", "mendable", "--errored", "--trial", "1", "--json", "--no-plots");
        Assert.That(one.Exits(0).Done.GetProperty("reports").GetInt64(), Is.EqualTo(10), "3 and 4 of trial 1");

        var others = await place.RunAsync("resume", "mendable", "--restart-errored", "--json", "--no-plots");
        Assert.That(others.Exits(0).State, Is.EqualTo("Finished"));
        Assert.That(others.Done.GetProperty("reports").GetInt64(), Is.EqualTo(22), "all four of three trials");
        Assert.That(await place.RequireNothingLostAsync("mendable"), Is.EqualTo(22));
        Assert.That((await place.RunAsync("doctor", "mendable", "--replay")).Exits(0).Said, Does.Contain("mendable"));
    }

    [Test]
    public async Task Run_PausedWithoutACheckpoint_FailsWithTheFirstTrial()
    {
        using var place = new Workplace();
        var end = await place.RunAsync("no-checkpoint", "--json", "--no-plots", "--slots", "1");

        Assert.That(end.Exits(1).Done.GetProperty("trials").GetInt32(), Is.EqualTo(1));
        Assert.That(end.Error, Has.Some.Contains("trial 0 was paused, and nothing has ever written a checkpoint"));
    }

    [Test]
    public async Task Run_OnlyNan_FailsWithoutABestAndSaysWhy()
    {
        using var place = new Workplace();
        var end = await place.RunAsync("nan", "--json", "--no-plots");

        Assert.That(end.Exits(1).State, Is.EqualTo("Failed"));
        Assert.That(end.Error, Has.Some.StartsWith("failed after").And.Some.Contains(": no trial reported a finite"));
        Assert.That(end.Done.GetProperty("best").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
        Assert.That(end.Error, Has.Some.EqualTo(
            "best       none: no trial reported a finite 'score' in 8 reports (NaN and infinity never count)"));
        Assert.That(await place.RequireNothingLostAsync("nan"), Is.EqualTo(8));

        var best = await place.RunAsync("best", "nan");
        Assert.That(best.Exits(1).Error[0], Is.EqualTo("error: No trial of 'nan' has a finite 'score'."));
    }

    [Test]
    public async Task Run_SomeNan_NeverBecomeTheBest()
    {
        using var place = new Workplace();
        var end = await place.RunAsync("some-nan", "--json", "--no-plots");

        Assert.That(end.Exits(0).Done.GetProperty("best").GetProperty("value").GetDouble(), Is.InRange(0, 1));
        Assert.That(await place.RequireNothingLostAsync("some-nan"), Is.EqualTo(16));
    }

    [TestCase("prints")]
    [TestCase("prints-child")]
    public async Task Run_ATrialPrintsHalfAGigabyte_GoesOnInBoundedMemoryWithABoundedLog(string experiment)
    {
        using var place = new Workplace();
        var logs = Path.Combine(place.Folder, "logs");
        var host = place.Start(experiment, "--json", "--no-plots", "--logs", logs);
        await host.LineAsync("\"iteration\":2");
        var peak = PeakMebibytes(host.Id);
        place.LetFinish();
        var end = await host.EndAsync();

        Assert.That(end.Exits(0).Done.GetProperty("reports").GetInt64(), Is.EqualTo(3));
        var log = Directory.GetFiles(logs, "*", SearchOption.AllDirectories).Single();
        Assert.That(Path.GetDirectoryName(log), Does.EndWith(experiment));
        Assert.That(new FileInfo(log).Length, Is.InRange(1 << 20, 5 << 20));
        Assert.That(File.ReadLines(log).First(), Is.EqualTo("the first printed line"));
        Assert.That(peak, Is.LessThan(400));
        await place.RequireNothingLostAsync(experiment);
    }

    private static long PeakMebibytes(int process) => OperatingSystem.IsLinux()
        ? long.Parse(
            File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            CultureInfo.InvariantCulture) / 1024
        : 0;
}
