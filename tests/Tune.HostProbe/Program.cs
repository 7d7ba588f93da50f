using System.Globalization;
using Tune.Cli;
using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.HostProbe;
using Tune.HostProbe.Training;
using Tune.Hosting;
using Tune.Schedulers.Asha;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.Pbt;
using Tune.Trainables;

switch (args)
{
    case ["acts", var store, var calls]:
        return await ManyActs.RunAsync(store, int.Parse(calls, CultureInfo.InvariantCulture));
    case ["served-acts", var store, var token, var callers]:
        return await ServedActs.RunAsync(store, token, int.Parse(callers, CultureInfo.InvariantCulture));
}

// A program as a user would write one, whose training code does all that training code should not do.
return await TuneApp.RunAsync(args, app =>
{
    foreach (var isolation in Enum.GetValues<Isolation>())
    {
        var kind = isolation == Isolation.Thread ? "" : "-child";
        app.Add("reports three times", Probe.Of("good" + kind, GoodCode.TrainAsync, isolation))
            .Add("trains until it may finish", Probe.Of("endless" + kind, GoodCode.EndlessAsync, isolation) with
            {
                Trials = 3,
            })
            .Add("trains on and saves nothing", Probe.Of("bare" + kind, GoodCode.BareAsync, isolation) with
            {
                Trials = 3,
            })
            .Add("breaks at once", Probe.Of("throws" + kind, BrokenCode.ThrowAsync, isolation))
            .Add("breaks after a report", Probe.Of("throws-late" + kind, BrokenCode.ThrowLateAsync, isolation))
            .Add("leaves the program", Probe.Of("leaves" + kind, BrokenCode.LeaveAsync, isolation))
            .Add("returns at once", Probe.Of("returns" + kind, BrokenCode.ReturnAsync, isolation))
            .Add("saves much", Probe.Of("fat" + kind, GoodCode.FatAsync, isolation) with
            {
                Checkpoints = new CheckpointPolicy { EveryIterations = 1, KeepLast = 1, KeepBest = 0 },
                Trials = 2,
            })
            .Add("prints much", Probe.Of("prints" + kind, LoudCode.PrintAsync, isolation) with { Trials = 1 });
    }

    app.Add("shares the training code of another one", Probe.SameCode("good-twin", "good-child"))
        .Add("does not look up until it may finish", Probe.Of("stubborn", BrokenCode.StubbornAsync))
        .Add("breaks until it is mended", Probe.Of("mendable", BrokenCode.MendableAsync))
        .Add("never reports the metric", Probe.Of("silent", BrokenCode.OtherMetricAsync))
        .Add("never reports the metric that decides", Probe.Of("silent-asha", BrokenCode.OtherMetricAsync) with
        {
            Scheduler = new AshaOptions { MaxIterations = 4, GracePeriod = 1, ReductionFactor = 2 }, Trials = 30,
        })
        .Add("reports NaN only", Probe.Of("nan", BrokenCode.NanAsync))
        .Add("reports NaN now and then", Probe.Of("some-nan", BrokenCode.SomeNanAsync))
        .Add("is paused and saves nothing", Probe.Of("no-checkpoint", BrokenCode.NoCheckpointAsync) with
        {
            Scheduler = new AshaOptions
            {
                Variant = AshaVariant.Promotion, MaxIterations = 4, GracePeriod = 1, ReductionFactor = 2,
            },
        })
        .Add("is paused and cannot save", Probe.Of("forgetful", BrokenCode.NoCheckpointAsync) with
        {
            Trainable = Trainable.Class("forgetful", () => new ForgetfulCode()),
            Scheduler = new PbtOptions { MaxIterations = 4, Interval = 2 },
        })
        .Add("is paused and says that it cannot save", Probe.Of("forgetful-command", BrokenCode.NoCheckpointAsync) with
        {
            Trainable = Trainable.Command(
                "forgetful-command", new CommandOptions { Program = "true", Checkpoints = false }),
            Scheduler = new HyperBandOptions { MaxIterations = 9 },
        })
        .Add("saves often", Probe.Hoard("hoard", quota: 5 * 1024))
        .Add("saves often, and nothing counts the bytes", Probe.Hoard("hoard-no-quota", quota: null))
        .Add("cannot start", Probe.Of("bad-spec", GoodCode.TrainAsync) with
        {
            Trials = 0, Metric = "", Scheduler = new AshaOptions { MaxIterations = 4, ReductionFactor = 1 },
        });
});
