namespace Tune.Hosting.Tests.BadInput;

[Parallelizable(ParallelScope.All)]
internal sealed class UsageTests
{
    [TestCase("There is no command or experiment 'goood'. Did you mean 'good'?", "goood")]
    [TestCase("There is no command or experiment 'lst'. Did you mean 'list'?", "lst")]
    [TestCase("no experiment 'god'. Did you mean 'good'?", "run", "god")]
    [TestCase("The parameter 'rate' has low 1 and high 0; low must be below high.", "run", "bad-space")]
    [TestCase("There is no option '--trails' for 'run'. Did you mean '--trials'? It has --trials, --seed", "good",
        "--trails", "3")]
    [TestCase("--trials is '0'; it must be a whole number from 1 to 2147483647.", "good", "--trials", "0")]
    [TestCase("--slots is 'many'; it must be a whole number from 1", "good", "--slots", "many")]
    [TestCase("--gpus is '-1'; it must be a whole number from 0 to 1024, 'auto', or a list", "good", "--gpus=-1")]
    [TestCase("--offer is 'license'; it must be a name of letters, digits and . _ -, and an amount above 0", "good",
        "--offer", "license")]
    [TestCase("--offer is 'license=0'; it must be", "good", "--offer", "license=0")]
    [TestCase("--offer says twice how much there is of 'a'.", "good", "--offer", "a=1", "--offer", "a=2")]
    [TestCase("--trial is 'x'; it must be a whole number from 0 on.", "resume", "good", "--errored", "--trial", "x")]
    [TestCase("--seed is '-1'; it must be a whole number from 0 to 18446744073709551615.", "good", "--seed=-1")]
    [TestCase("--time-budget is '5'; give a number with s, m, h or d", "good", "--time-budget", "5")]
    [TestCase("--trials needs a value: N.", "good", "--trials")]
    [TestCase("NAME is missing: name an experiment; this program has bad-spec, bare", "run")]
    [TestCase("'two' is one word too many: 'run' takes one NAME.", "good", "two")]
    [TestCase("--scope is 'First'; it must be one of", "best", "good", "--scope", "First")]
    [TestCase("- Trials is 0; it must be 1 or more", "bad-spec")]
    [TestCase("- Asha.ReductionFactor is 1; it must be 2 or more.", "bad-spec")]
    [TestCase("- Scheduler is Pbt, which pauses and copies trials, and they go on from checkpoints, but Trainable "
        + "'forgetful' has none: ForgetfulCode does not override Save.", "forgetful")]
    [TestCase("- Scheduler is HyperBand, which pauses trials at every rung, and they go on from checkpoints, but "
        + "Trainable 'forgetful-command' has none: CommandOptions.Checkpoints is false.", "run", "forgetful-command")]
    [TestCase("Name a command or an experiment.")]
    public async Task CommandLine_Wrong_SaysWhatIsAllowedAndMakesNothing(string said, params string[] args)
    {
        using var place = new Workplace();
        var inside = Path.Combine(place.Folder, "tune-data");
        var end = await place.StartRaw(args).EndAsync();

        end.Exits(2);
        Assert.That(string.Join('\n', end.Error), Does.Contain(said));
        Assert.That(end.Error[0], Does.StartWith("error: "));
        Assert.That(end.Out, Is.Empty);
        Assert.That(Directory.Exists(inside), Is.EqualTo(false));
    }

    [Test]
    public async Task CommandLine_EmptyStore_IsNamed()
    {
        using var place = new Workplace();
        var end = await place.StartRaw("good", "--store", "").EndAsync();

        Assert.That(end.Exits(2).Error[0], Is.EqualTo("error: --store is empty; it must name a folder."));
    }

    [TestCase("list")]
    [TestCase("good")]
    [TestCase("pause", "good")]
    public async Task CommandLine_AKindOfStoreThatNobodyKnows_ListsThoseThatAreKnown(params string[] args)
    {
        using var place = new Workplace();
        var end = await place.StartRaw([.. args, "--store", "etcd://host/x"]).EndAsync();

        Assert.That(end.Exits(2).Error[0], Does.StartWith("error: --store: There is no kind of store 'etcd:'")
            .And.Contain("DIR or file:DIR, memory:"));
    }

    [Test]
    public async Task CommandLine_StoreInMemory_RunsAndLeavesNothing()
    {
        using var place = new Workplace();
        var end = await place.StartRaw("good", "--store", "memory:", "--no-plots", "--quiet").EndAsync();

        end.Exits(0);
        Assert.That(string.Join("\n", end.Out), Does.Not.Contain("resume").And.Not.Contain("watch")
            .And.Contain("kept       nothing: this store ends with the program"), "nothing to go on with is offered");
        Assert.That(Directory.Exists(Path.Combine(place.Folder, "tune-data")), Is.False);
        Assert.That(Directory.GetFileSystemEntries(place.Temporary, "tune-*"), Is.Empty);
    }

    [TestCase("show")]
    [TestCase("best")]
    [TestCase("plot")]
    [TestCase("pause")]
    [TestCase("stop")]
    [TestCase("doctor")]
    [TestCase("export", "--csv")]
    public async Task Command_OnAStoreThatIsNotThere_SaysWhereItLooked(string command, params string[] more)
    {
        using var place = new Workplace();
        var end = await place.RunAsync([command, "good", .. more]);

        Assert.That(end.Exits(1).Error, Is.EqualTo(new[]
        {
            $"error: There is no store at {place.Store}; name one with --store.",
        }));
        Assert.That(Directory.Exists(place.Store), Is.EqualTo(false));
    }

    [Test]
    public async Task Run_UnknownWithJson_EndsWithDone()
    {
        using var place = new Workplace();
        var end = await place.RunAsync("run", "god", "--json");

        Assert.That(end.Exits(2).State, Is.EqualTo("Failed"));
        Assert.That(end.Events[0].GetProperty("event").GetString(), Is.EqualTo("error"));
        Assert.That(end.Events[0].GetProperty("message").GetString(), Does.Contain("Did you mean 'good'?"));
    }

    [TestCase("god", "god", "--json")]
    [TestCase("good", "good", "--json", "--trials", "0")]
    [TestCase("good", "run", "good", "--json", "--trails", "3")]
    [TestCase("", "resume", "--json")]
    public async Task Run_WrongWithJson_EndsWithDoneToo(string experiment, params string[] args)
    {
        using var place = new Workplace();
        var end = await place.StartRaw(args).EndAsync();

        Assert.That(end.Exits(2).State, Is.EqualTo("Failed"));
        Assert.That(end.Done.GetProperty("experiment").GetString(), Is.EqualTo(experiment));
        Assert.That(end.Events[0].GetProperty("event").GetString(), Is.EqualTo("error"));
    }

    [Test]
    public async Task Look_WrongWithJson_IsAnErrorAlone()
    {
        using var place = new Workplace();
        var end = await place.StartRaw("show", "--json").EndAsync();

        Assert.That(end.Exits(2).Events.Select(line => line.GetProperty("event").GetString()),
            Is.EqualTo(new[] { "error" }));
    }

    [Test]
    public async Task List_OneExperimentCannotBeDefined_OffersTheOthersAndSaysWhy()
    {
        using var place = new Workplace();
        var end = await place.RunAsync("list");

        end.Exits(0);
        Assert.That(end.Out, Has.Some.StartsWith("good "));
        Assert.That(end.Error, Has.Some.Contains("BadSpace.Make: The parameter 'rate' has low 1 and high 0"));
    }
}
